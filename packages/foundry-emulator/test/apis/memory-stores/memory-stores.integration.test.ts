import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEmulator, type TestEmulator } from '../../../../../test/support/emulator.ts';

let emulator: TestEmulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());
beforeEach(() => emulator.admin('POST', 'reset'));

const definition = {
  kind: 'default' as const,
  chat_model: 'gpt-4o-mini',
  embedding_model: 'text-embedding-3-small',
  options: { chat_summary_enabled: true, user_profile_enabled: true },
};
const user = (content: string) => ({ type: 'message', role: 'user', content });
const assistant = (content: string) => ({ type: 'message', role: 'assistant', content });

type Stores = TestEmulator['project']['beta']['memoryStores'];
const stores = (which: 'project' | 'projectV1' = 'project'): Stores => emulator[which].beta.memoryStores;

interface Update {
  readonly update_id: string;
  readonly status: string;
  readonly superseded_by?: string;
  readonly result?: {
    readonly memory_operations: { readonly kind: string; readonly memory_item: { content: string } }[];
  };
}
const call = async (below: string, body?: unknown, method = 'POST') => {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  const response = await emulator.request(`/memory_stores${below}`, init);
  return { status: response.status, headers: response.headers, body: (await response.json()) as never };
};
const update = async (body: object): Promise<Update> =>
  (await call('/m:update_memories', { scope: 'ann', ...body })).body;
const readUpdate = async (id: string): Promise<Update> => (await call(`/m/updates/${id}`, undefined, 'GET')).body;
const done = async (body: object) => {
  const { update_id } = await update({ update_delay: 0, ...body });
  await emulator.admin('POST', 'clock', { advance: 'PT1S' });
  return readUpdate(update_id);
};
const operations = ({ result }: Update) =>
  result?.memory_operations.map(({ kind, memory_item }) => `${kind} ${memory_item.content}`);
const found = async (query: string | undefined, more: object = {}) => {
  const items = query === undefined ? {} : { items: [user(query)] };
  const { body } = await call('/m:search_memories', { scope: 'ann', ...items, ...more });
  const { memories, search_id } = body as { memories: { memory_item: { content: string } }[]; search_id: string };
  return { contents: memories.map(({ memory_item }) => memory_item.content), search_id };
};
const make = (which: 'project' | 'projectV1' = 'project') =>
  stores(which).create('m', definition as never, { description: 'of people' });

describe.each(['project', 'projectV1'] as const)('a memory store through %s', (which) => {
  it('is created, read, listed, changed and deleted', async () => {
    expect(await make(which)).toMatchObject({ name: 'm', description: 'of people', definition });
    expect(await stores(which).update('m', { metadata: { team: 'x' } })).toMatchObject({ metadata: { team: 'x' } });
    await stores(which).create('n', definition as never);
    const names: string[] = [];
    for await (const { name } of stores(which).list({ limit: 1 } as never)) names.push(name);
    expect(names).toEqual(['n', 'm']);
    expect(await stores(which).delete('m')).toMatchObject({ deleted: true, name: 'm' });
    await expect(stores(which).get('m')).rejects.toMatchObject({ statusCode: 404 });
  });

  it('remembers a conversation that the poller awaits, and finds it', async () => {
    await make(which);
    const poller = stores(which).updateMemories('m', 'ann', {
      items: [user('I live in Seoul. My dog is called Rex.'), assistant('Noted.')] as never,
      updateDelayInSecs: 0,
      updateIntervalInMs: 10,
    });
    const { memory_operations } = (await poller.pollUntilDone()) as unknown as { memory_operations: unknown[] };
    expect(memory_operations).toHaveLength(3);
    const { memories } = await stores(which).searchMemories('m', 'ann', {
      items: [user('What is the name of my dog?')] as never,
      options: { max_memories: 1 } as never,
    });
    expect(memories[0]).toMatchObject({ memory_item: { content: 'My dog is called Rex.', kind: 'user_profile' } });
  });
});

describe('an update', () => {
  beforeEach(() => make());

  it('waits five minutes by default, and is replaced by a newer one with both conversations', async () => {
    const first = await update({ items: [user('I like tea.')] });
    expect(first.status).toBe('queued');
    await emulator.admin('POST', 'clock', { advance: 'PT4M' });
    const second = await update({ items: [user('I like dogs.')], previous_update_id: first.update_id });
    expect(await readUpdate(first.update_id)).toMatchObject({ status: 'superseded', superseded_by: second.update_id });
    await emulator.admin('POST', 'clock', { advance: 'PT4M' });
    expect((await readUpdate(second.update_id)).status).toBe('queued');
    await emulator.admin('POST', 'clock', { advance: 'PT2M' });
    const end = await readUpdate(second.update_id);
    expect(end.status).toBe('completed');
    expect(operations(end)?.slice(0, 2)).toEqual(['create I like tea.', 'create I like dogs.']);
  });

  it('of a chain replaces the summary of its chat, and outdated memories', async () => {
    const first = await done({ items: [user('I live in Seoul.'), assistant('Nice.')] });
    const second = await done({
      items: [user('I live in Busan.'), assistant('Oh.')],
      previous_update_id: first.update_id,
    });
    expect(operations(second)).toEqual([
      'update I live in Busan.',
      expect.stringMatching(/^update The user began with/),
    ]);
    expect((await found(undefined)).contents).toEqual(['I live in Busan.']);
    expect(operations(await done({ items: [user('I live in Busan.')] }))).toEqual([
      expect.stringMatching(/^create The user began with/),
    ]);
    expect(operations(await done({ items: [user('I no longer live in Busan.')] }))).toContain(
      'delete I live in Busan.',
    );
  });

  it('and the deletion of a scope leave other scopes unchanged', async () => {
    await done({ items: [user('I like tea.')] });
    await done({ items: [user('I like coffee.')], scope: 'bob' });
    const waiting = await update({ items: [user('I like juice.')] });
    expect((await call('/m:delete_scope', { scope: 'ann' })).body).toMatchObject({
      deleted: true,
      scope: 'ann',
      name: 'm',
    });
    expect((await found(undefined)).contents).toEqual([]);
    expect((await found(undefined, { scope: 'bob' })).contents).toEqual(['I like coffee.']);
    expect((await call(`/m/updates/${waiting.update_id}`, undefined, 'GET')).status).toBe(404);
  });

  it('that was pending at a stop is executed at the next start', async () => {
    const state = mkdtempSync(path.join(tmpdir(), 'memory-'));
    const before = await startEmulator({ state, inMemory: false });
    await before.project.beta.memoryStores.create('m', definition as never);
    const request = { method: 'POST', body: JSON.stringify({ scope: 'ann', items: [user('I like tea.')] }) };
    const { update_id } = (await (await before.request('/memory_stores/m:update_memories', request)).json()) as Update;
    await before.close();
    const after = await startEmulator({ state, inMemory: false });
    await after.admin('POST', 'clock', { advance: 'PT6M' });
    expect(await (await after.request(`/memory_stores/m/updates/${update_id}`)).json()).toMatchObject({
      status: 'completed',
    });
    await after.close();
    rmSync(state, { recursive: true });
  });
});

describe('a search', () => {
  beforeEach(async () => {
    await make();
    await done({ items: [user('I like green tea. I am a pilot. My dog is called Rex.')] });
  });

  it('that continues another returns new memories only', async () => {
    const first = await found('Which tea does the user like?', { options: { max_memories: 1 } });
    expect(first.contents).toEqual(['I like green tea.']);
    const second = await found('Which tea does the user like?', { previous_search_id: first.search_id });
    expect(second.contents).not.toContain('I like green tea.');
    expect(second.contents).toEqual(expect.arrayContaining(['I am a pilot.', 'My dog is called Rex.']));
  });
});

it.each<[string, string, object, number, string]>([
  ['a store of a name that is taken', '', { name: 'm', definition }, 409, 'name'],
  [
    'a model that is not deployed',
    '',
    { name: 'o', definition: { ...definition, chat_model: 'gpt-9' } },
    400,
    'definition.chat_model',
  ],
  ['a store without a definition', '', { name: 'o' }, 400, 'definition'],
  ['a store that is not there', '/nobody:search_memories', { scope: 'ann' }, 404, 'name'],
  ['no scope', '/m:update_memories', {}, 400, 'scope'],
  ['an empty scope', '/m:update_memories', { scope: ' ' }, 400, 'scope'],
  ['a negative delay', '/m:update_memories', { scope: 'ann', update_delay: -1 }, 400, 'update_delay'],
  [
    'an update that is not there',
    '/m:update_memories',
    { scope: 'ann', previous_update_id: 'x' },
    404,
    'previous_update_id',
  ],
  [
    'a search that is not there',
    '/m:search_memories',
    { scope: 'ann', previous_search_id: 'x' },
    404,
    'previous_search_id',
  ],
  [
    'an item with a wrong role',
    '/m:update_memories',
    { scope: 'ann', items: [{ type: 'message', role: 'king', content: 'x' }] },
    400,
    'items[0].role',
  ],
])('%s is refused', async (_what, below, body, status, param) => {
  await make();
  expect(await call(below, body)).toMatchObject({ status, body: { error: { param } } });
});

it('memories are written, read and found one by one', async () => {
  const api = stores('projectV1');
  await api.create('notes', definition);
  const tea = await api.createMemory('notes', 'ann', 'Ann likes green tea.', 'user_profile');
  await api.createMemory('notes', 'ann', 'Ann lives in Oslo.', 'user_profile');
  await api.createMemory('notes', 'bob', 'Bob likes coffee.', 'user_profile');
  // The client asks for one page only.
  const list = async (after?: string) => {
    const found: string[] = [];
    const options = { order: 'asc' as const, ...(after === undefined ? {} : { after }) };
    for await (const { content } of api.listMemories('notes', 'ann', options)) found.push(content);
    return found;
  };
  expect(await list()).toEqual(['Ann likes green tea.', 'Ann lives in Oslo.']);
  expect(await list(tea.memory_id)).toEqual(['Ann lives in Oslo.']);
  await api.updateMemory('notes', tea.memory_id, 'Ann likes black tea.');
  expect(await api.getMemory('notes', tea.memory_id)).toMatchObject({ content: 'Ann likes black tea.', scope: 'ann' });
  const { memories } = await api.searchMemories('notes', 'ann', { items: [user('Which tea?')] } as never);
  expect(memories[0]?.memory_item.content).toBe('Ann likes black tea.');
  await api.deleteMemory('notes', tea.memory_id);
  await expect(api.getMemory('notes', tea.memory_id)).rejects.toMatchObject({ statusCode: 404 });
});

it('a memory store without options has the default ones', async () => {
  const { options: _, ...bare } = definition;
  const create = (name: string, more: object) => stores('projectV1').create(name, { ...bare, ...more } as never);
  const options = { chat_summary_enabled: true, user_profile_enabled: true };
  expect(await create('plain', {})).toMatchObject({ definition: { options } });
  expect(await create('brief', { options: { chat_summary_enabled: false } })).toMatchObject({
    definition: { options: { ...options, chat_summary_enabled: false } },
  });
});

it('keeps the latest thousand searches', async () => {
  await make();
  const first = (await found(undefined)).search_id;
  for (let round = 0; round < 40; round++) await Promise.all(Array.from({ length: 25 }, () => found(undefined)));
  const { collections } = await emulator.admin<{ collections: { name: string; count: number }[] }>('GET', 'objects');
  expect(collections.find(({ name }) => name === 'memorySearches')?.count).toBe(1_000);
  const body = { scope: 'ann', previous_search_id: first };
  expect((await call('/m:search_memories', body)).status).toBe(404);
});
