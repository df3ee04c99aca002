import type OpenAI from 'openai';
import { startEmulator, type TestEmulator } from '../../../../../test/support/emulator.ts';
import { byAgent, openAIClients } from '../../../../../test/support/openai-clients.ts';

const say = (content: string, role: 'user' | 'assistant' = 'user') => ({ type: 'message' as const, role, content });
const slow = {
  FOUNDRY_MODEL_SCENARIO: JSON.stringify({
    turns: [
      { when: 'slow', text: 'At last.', delayMs: 60_000 },
      { when: 'fail', fail: { message: 'Broken.' } },
    ],
  }),
};

describe.each(['reference', 'v1', 'beta'] as const)('conversations, with the %s client', (which) => {
  let emulator: TestEmulator;
  let openai: OpenAI;
  const textsIn = async (conversation: string, query: object = {}) => {
    const texts: string[] = [];
    for await (const item of openai.conversations.items.list(conversation, { order: 'asc', ...query })) {
      const [part] = item.type === 'message' ? item.content : [];
      texts.push(part && 'text' in part ? part.text : item.type);
    }
    return texts;
  };

  beforeAll(async () => {
    emulator = await startEmulator({ settings: slow });
    openai = (await openAIClients(emulator))[which];
  });
  afterAll(() => emulator?.close());

  it('are created, read, changed and deleted', async () => {
    const created = await openai.conversations.create({ metadata: { topic: 'a' } });
    expect(created).toMatchObject({
      object: 'conversation',
      id: expect.stringMatching(/^conv_/),
      metadata: { topic: 'a' },
    });
    expect(await openai.conversations.retrieve(created.id)).toEqual(created);
    expect(await openai.conversations.update(created.id, { metadata: { topic: 'b' } })).toEqual({
      ...created,
      metadata: { topic: 'b' },
    });
    expect(await openai.conversations.delete(created.id)).toEqual({
      id: created.id,
      object: 'conversation.deleted',
      deleted: true,
    });
    await expect(openai.conversations.retrieve(created.id)).rejects.toMatchObject({
      status: 404,
      param: 'conversation_id',
    });
    await expect(openai.conversations.items.list(created.id)).rejects.toMatchObject({ status: 404 });
  });

  it('hold items, which are added, listed page by page, read and deleted', async () => {
    const { id } = await openai.conversations.create({ items: [say('one')] });
    const added = await openai.conversations.items.create(id, {
      items: [
        say('two', 'assistant'),
        { type: 'function_call', call_id: 'c', name: 'f', arguments: '{}' },
        say('three'),
      ],
    });
    expect(added).toMatchObject({
      object: 'list',
      has_more: false,
      first_id: added.data[0]?.id,
      last_id: added.data[2]?.id,
    });
    expect(await textsIn(id, { limit: 1 })).toEqual(['one', 'two', 'function_call', 'three']);
    expect(await textsIn(id, { order: 'desc', limit: 3 })).toEqual(['three', 'function_call', 'two', 'one']);
    const [two, call] = added.data;
    expect(await openai.conversations.items.retrieve(two?.id ?? '', { conversation_id: id })).toMatchObject({
      role: 'assistant',
      status: 'completed',
      content: [{ type: 'output_text', text: 'two' }],
    });
    expect(await openai.conversations.items.delete(call?.id ?? '', { conversation_id: id })).toMatchObject({
      id,
      object: 'conversation',
    });
    expect(await textsIn(id)).toEqual(['one', 'two', 'three']);
    await expect(openai.conversations.items.retrieve(call?.id ?? '', { conversation_id: id })).rejects.toMatchObject({
      status: 404,
      param: 'item_id',
    });
    const other = await openai.conversations.create();
    await expect(
      openai.conversations.items.retrieve(two?.id ?? '', { conversation_id: other.id }),
    ).rejects.toMatchObject({ status: 404 });
  });

  it('take at most twenty items at a time, and all of them or none', async () => {
    const { id } = await openai.conversations.create();
    await openai.conversations.items.create(id, { items: Array.from({ length: 20 }, (_, index) => say(`${index}`)) });
    await expect(
      openai.conversations.items.create(id, { items: Array.from({ length: 21 }, () => say('x')) }),
    ).rejects.toMatchObject({ status: 400, param: 'items' });
    await expect(
      openai.conversations.items.create(id, { items: [say('kept?'), { type: 'item_reference', id: 'msg_0' }] }),
    ).rejects.toMatchObject({ status: 400, param: 'items[1].id' });
    expect(await textsIn(id)).toHaveLength(20);
  });

  it('remember what was said from response to response', async () => {
    const { id } = await openai.conversations.create({ items: [say('Hello')] });
    const first = await openai.responses.create({ model: 'gpt-4o', conversation: id });
    expect(first.conversation).toEqual({ id });
    const second = await openai.responses.create({ model: 'gpt-4o', conversation: { id }, input: 'Thanks' });
    expect(second.output_text).toBe('You are welcome.');
    expect(await textsIn(id)).toEqual(['Hello', 'Hello! What do you need?', 'Thanks', 'You are welcome.']);
    await openai.responses.delete(second.id);
    expect(await textsIn(id)).toHaveLength(4);
  });

  it('take part in one response at a time, and are free again after it', async () => {
    const { id } = await openai.conversations.create();
    const { id: first } = await openai.responses.create({
      model: 'gpt-4o',
      conversation: id,
      input: 'slow, please',
      background: true,
    });
    const second = () => openai.responses.create({ model: 'gpt-4o', conversation: id, input: 'Hello' });
    await expect(second()).rejects.toMatchObject({ status: 400, code: 'conversation_locked', param: 'conversation' });
    await openai.responses.cancel(first);
    expect((await second()).status).toBe('completed');
    expect(await textsIn(id)).toEqual(['Hello', 'Hello! What do you need?']);
  });

  it('are left as they were by a response that fails', async () => {
    const failing = await startEmulator({ settings: slow });
    const { reference } = await openAIClients(failing);
    const { id } = await reference.conversations.create({ items: [say('before')] });
    expect((await reference.responses.create({ model: 'gpt-4o', conversation: id, input: 'fail now' })).status).toBe(
      'failed',
    );
    expect((await reference.conversations.items.list(id)).data).toHaveLength(1);
    await failing.close();
  });

  it('do not go together with previous_response_id', async () => {
    const { id } = await openai.conversations.create();
    const { id: previous } = await openai.responses.create({ model: 'gpt-4o', input: 'Hello' });
    await expect(
      openai.responses.create({ model: 'gpt-4o', input: 'x', conversation: id, previous_response_id: previous }),
    ).rejects.toMatchObject({ status: 400, param: 'previous_response_id' });
  });
});

it('conversations are listed newest first, and by the agent that spoke in them', async () => {
  const emulator = await startEmulator();
  const { reference: openai } = await openAIClients(emulator);
  await emulator.project.agents.createVersion('talker', { kind: 'prompt', model: 'gpt-4o' });
  const ids: string[] = [];
  for (let count = 0; count < 3; count++) ids.unshift((await openai.conversations.create()).id);
  await openai.responses.create({ input: 'Hello', conversation: ids[1] ?? '' }, byAgent('talker'));
  const list = async (query: string) => {
    const page = (await (
      await emulator.request(`/openai/conversations?api-version=2025-11-15-preview&${query}`)
    ).json()) as { data: { id: string }[]; has_more: boolean };
    return { ids: page.data.map(({ id }) => id), more: page.has_more };
  };
  expect(await list('')).toEqual({ ids, more: false });
  expect(await list(`limit=1&after=${ids[0]}`)).toEqual({ ids: ids.slice(1, 2), more: true });
  expect(await list(`order=asc&before=${ids[0]}`)).toEqual({ ids: [ids[2], ids[1]], more: false });
  expect(await list('agent_name=talker')).toEqual({ ids: ids.slice(1, 2), more: false });
  expect(await list('agent_id=talker:1')).toEqual({ ids: ids.slice(1, 2), more: false });
  expect(await list('agent_id=talker:2')).toEqual({ ids: [], more: false });
  const { status } = await emulator.request(`/openai/conversations?api-version=2025-11-15-preview&after=conv_0`);
  expect(status).toBe(400);
  await emulator.close();
});

it('a conversation lists the items of one type when asked', async () => {
  const emulator = await startEmulator();
  const { reference: openai } = await openAIClients(emulator);
  const { id } = await openai.conversations.create({
    items: [say('one'), { type: 'function_call', call_id: 'c', name: 'f', arguments: '{}' }],
  });
  const page = await emulator.request(
    `/openai/conversations/${id}/items?api-version=2025-11-15-preview&item_type=function_call`,
  );
  expect(((await page.json()) as { data: { type: string }[] }).data.map(({ type }) => type)).toEqual(['function_call']);
  await emulator.close();
});
