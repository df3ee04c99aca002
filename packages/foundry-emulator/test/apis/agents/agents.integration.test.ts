import { startEmulator, type TestEmulator } from '../../../../../test/support/emulator.ts';

let emulator: TestEmulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());
beforeEach(() => emulator.admin('POST', 'reset'));

const prompt = (instructions: string) => ({ kind: 'prompt' as const, model: 'gpt-4o-mini', instructions });

type Agents = TestEmulator['project']['agents'];

/** The three clients have these methods in common, under types of their own. */
const agentsOf = (which: 'project' | 'projectV1' | 'projectBeta') => emulator[which].agents as unknown as Agents;

async function gather<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const each of pages) all.push(each);
  return all;
}

interface Paged<T> {
  byPage(): AsyncIterableIterator<T[]>;
}

async function firstPage(list: Paged<{ id: string }>): Promise<string[]> {
  const { value } = await list.byPage().next();
  return (value as { id: string }[]).map(({ id }) => id);
}

/** Reads forward to the end, and from there back to the start; both ways must show the same. */
async function walk(page: (cursor: { after?: string; before?: string }) => Promise<string[]>): Promise<string[]> {
  const forward: string[] = [];
  for (let next = await page({}); next.length > 0; next = await page({ after: `${forward.at(-1)}` }))
    forward.push(...next);
  const backward = forward.slice(-1);
  for (let next = backward; next.length > 0; ) {
    next = await page({ before: `${backward[0]}` });
    backward.unshift(...next);
  }
  expect(backward).toEqual(forward);
  return forward;
}

const post = (path: string, body: unknown) => emulator.request(path, { method: 'POST', body: JSON.stringify(body) });

interface Answer {
  readonly error: { readonly param: string; readonly code: string };
  readonly versions: { readonly latest: unknown };
}
const read = async (response: Response | Promise<Response>) => (await (await response).json()) as Answer;

describe.each([
  ['the client with 2025-11-15-preview', 'project'],
  ['the client with v1', 'projectV1'],
  ['the beta client', 'projectBeta'],
] as const)('%s', (_name, which) => {
  it('makes, reads, changes and deletes an agent', async () => {
    const agents = agentsOf(which);
    const made = await agents.createVersion('support', prompt('Be brief.'), { metadata: { team: 'a' } });
    expect(made).toMatchObject({ object: 'agent.version', id: 'support:1', name: 'support', version: '1' });
    expect(made).toMatchObject({ definition: prompt('Be brief.'), metadata: { team: 'a' } });

    expect(await agents.get('support')).toMatchObject({
      object: 'agent',
      id: 'support',
      versions: { latest: { version: '1' } },
    });
    expect((await agents.createVersion('support', prompt('Be long.'))).version).toBe('2');
    expect((await agents.getVersion('support', '1')).definition).toMatchObject(prompt('Be brief.'));

    expect(await agents.deleteVersion('support', '2')).toMatchObject({ deleted: true, name: 'support', version: '2' });
    expect((await agents.get('support')).versions.latest.version).toBe('1');
    expect(await agents.delete('support')).toMatchObject({ object: 'agent.deleted', deleted: true, name: 'support' });
    await expect(agents.get('support')).rejects.toMatchObject({ statusCode: 404, code: 'not_found' });
  });

  it('pages through agents to the end and back, in both orders', async () => {
    const agents = agentsOf(which);
    const names = Array.from({ length: 7 }, (_, number) => `agent-${number}`);
    for (const name of names) await agents.createVersion(name, prompt(name));
    for (const order of ['asc', 'desc'] as const) {
      const expected = order === 'asc' ? names : [...names].reverse();
      expect(await walk((cursor) => firstPage(agents.list({ limit: 3, order, ...cursor })))).toEqual(expected);
    }
  });

  it('pages through versions to the end and back', async () => {
    const agents = agentsOf(which);
    for (let number = 1; number <= 5; number += 1) await agents.createVersion('one', prompt(`${number}`));
    const ids = await walk((cursor) => firstPage(agents.listVersions('one', { limit: 2, order: 'asc', ...cursor })));
    expect(ids).toEqual(['one:1', 'one:2', 'one:3', 'one:4', 'one:5']);
  });
});

// The beta client reads no further than the first page.
it('is paged by the released client itself, to the end', async () => {
  const { agents } = emulator.project;
  const names = Array.from({ length: 7 }, (_, number) => `agent-${number}`);
  for (const name of names) await agents.createVersion(name, prompt(name));
  expect((await gather(agents.list({ limit: 3, order: 'asc' }))).map(({ name }) => name)).toEqual(names);
});

describe('an agent', () => {
  it('gets a new version only when its definition changed', async () => {
    const { agents } = emulator.project;
    const first = await agents.createVersion('support', prompt('Be brief.'), { description: 'one' });
    const same = await agents.createVersion('support', { ...prompt('Be brief.') }, { description: 'two' });
    expect(same).toEqual(first);
    const updated = await read(
      post('/agents/support', { definition: { instructions: 'Be brief.', model: 'gpt-4o-mini', kind: 'prompt' } }),
    );
    expect(updated.versions.latest).toMatchObject({ version: '1' });
    const changed = await read(post('/agents/support', { definition: prompt('Be long.') }));
    expect(changed.versions.latest).toMatchObject({ version: '2', definition: prompt('Be long.') });
  });

  it('does not get the number of a version that was deleted', async () => {
    const { agents } = emulator.project;
    for (const text of ['a', 'b']) await agents.createVersion('support', prompt(text));
    await agents.deleteVersion('support', '2');
    expect((await agents.createVersion('support', prompt('c'))).version).toBe('3');
  });

  it('is gone with its last version', async () => {
    const { agents } = emulator.project;
    await agents.createVersion('support', prompt('a'));
    await agents.deleteVersion('support', '1');
    await expect(agents.get('support')).rejects.toMatchObject({ statusCode: 404 });
  });

  it('is made once by create, and not again', async () => {
    const request = { name: 'support', definition: prompt('a'), metadata: null };
    const made = await post('/agents', request);
    expect(made.status).toBe(200);
    expect(await made.json()).toMatchObject({
      object: 'agent',
      name: 'support',
      versions: { latest: { version: '1' } },
    });
    const again = await post('/agents', request);
    expect(again.status).toBe(409);
    expect(await again.json()).toMatchObject({ error: { code: 'conflict', param: 'name' } });
  });

  it('is listed by the kind of its latest version', async () => {
    const { agents } = emulator.project;
    await agents.createVersion('one', prompt('a'));
    await agents.createVersion('two', { kind: 'workflow', workflow: 'steps: []' });
    expect((await gather(agents.list({ kind: 'workflow' }))).map(({ name }) => name)).toEqual(['two']);
    expect(await gather(agents.list({ kind: 'hosted' }))).toEqual([]);
  });

  it('stays in its container app from version to version', async () => {
    const definition = (app: string) => ({
      definition: {
        kind: 'container_app',
        container_app_resource_id: app,
        container_protocol_versions: [{ protocol: 'responses', version: 'v1' }],
        ingress_subdomain_suffix: '',
      },
    });
    expect((await post('/agents/app/versions', definition('/subscriptions/1'))).status).toBe(200);
    const moved = await post('/agents/app/versions', definition('/subscriptions/2'));
    expect(moved.status).toBe(400);
    expect((await read(moved)).error.param).toBe('definition.container_app_resource_id');
  });

  it('of one project is not seen in another', async () => {
    await emulator.project.agents.createVersion('support', prompt('a'));
    const elsewhere = await fetch(`${emulator.endpoints.azureOpenAI}/api/projects/other/agents?api-version=v1`, {
      headers: { 'api-key': 'x' },
    });
    expect(await elsewhere.json()).toMatchObject({ data: [] });
    const alias = await fetch(`${emulator.endpoints.azureOpenAI}/api/projects/_project/agents/support?api-version=v1`, {
      headers: { 'api-key': 'x' },
    });
    expect(alias.status).toBe(200);
  });
});

describe('a request for agents that is wrong', () => {
  it.each([
    ['/agents', { definition: prompt('a') }, 'name'],
    ['/agents', { name: '-a', definition: prompt('a') }, 'name'],
    ['/agents', { name: 'a'.repeat(64), definition: prompt('a') }, 'name'],
    ['/agents', { name: 'a' }, 'definition'],
    ['/agents', { name: 'a', definition: { kind: 'prompt' } }, 'definition.model'],
    ['/agents', { name: 'a', definition: { kind: 'robot' } }, 'definition.kind'],
    ['/agents', { name: 'a', definition: { ...prompt('a'), temperature: 2.5 } }, 'definition.temperature'],
    ['/agents', { name: 'a', definition: { ...prompt('a'), tools: [{ type: 'spoon' }] } }, 'definition.tools[0].type'],
    [
      '/agents',
      { name: 'a', definition: { ...prompt('a'), tools: [{ type: 'azure_function', azure_function: {} }] } },
      'definition.tools[0].azure_function.function',
    ],
    ['/agents', { name: 'a', definition: prompt('a'), metadata: { key: 'v'.repeat(513) } }, 'metadata.key'],
    ['/agents/-a-/versions', { definition: prompt('a') }, 'agent_name'],
  ])('is a 400 that names the field: POST %s %j', async (path, body, param) => {
    const response = await post(path, body);
    expect(response.status).toBe(400);
    expect((await read(response)).error).toMatchObject({ type: 'invalid_request_error', param });
    expect(await gather(emulator.project.agents.list())).toEqual([]);
  });

  it.each([
    ['limit', 0],
    ['limit', 101],
    ['order', 'up'],
    ['after', 'nobody'],
    ['before', 'nobody'],
    ['kind', 'robot'],
  ])('is a 400 that names the parameter: %s=%s', async (name, value) => {
    const response = await emulator.request(`/agents?api-version=2025-11-15-preview&${name}=${value}`);
    expect(response.status).toBe(400);
    expect((await read(response)).error.param).toBe(name);
  });

  it.each([
    ['GET', '/agents/nobody'],
    ['POST', '/agents/nobody'],
    ['DELETE', '/agents/nobody'],
    ['GET', '/agents/nobody/versions'],
    ['GET', '/agents/nobody/versions/1'],
    ['DELETE', '/agents/nobody/versions/1'],
  ])('is a 404 where there is no such agent: %s %s', async (method, path) => {
    const body = method === 'POST' ? { body: JSON.stringify({ definition: prompt('a') }) } : {};
    const response = await emulator.request(path, { method, ...body });
    expect(response.status).toBe(404);
    expect((await read(response)).error.code).toBe('not_found');
  });
});

it('knows tools of later clients where they ask for v1, and only there', async () => {
  const definition = { ...prompt('a'), tools: [{ type: 'web_search' }] };
  const made = await emulator.projectV1.agents.createVersion('later', {
    ...prompt('a'),
    tools: [{ type: 'web_search' }],
  });
  expect(made.definition).toMatchObject(definition);
  expect((await post('/agents/later/versions', { definition })).status).toBe(400);
});
