import type OpenAI from 'openai';
import { startEmulator, type TestEmulator } from '../../../../test/support/emulator.ts';
import { byAgent, openAIClients } from '../../../../test/support/openai-clients.ts';

let emulator: TestEmulator;
let clients: Awaited<ReturnType<typeof openAIClients>>;

beforeAll(async () => {
  emulator = await startEmulator();
  clients = await openAIClients(emulator);
  const definition = {
    kind: 'default' as const,
    chat_model: 'gpt-4o-mini',
    embedding_model: 'text-embedding-3-small',
    options: { chat_summary_enabled: false, user_profile_enabled: true },
  };
  await emulator.project.beta.memoryStores.create('people', definition as never);
});
afterAll(() => emulator.close());

const memory = (scope: string, more: object = {}, type = 'memory_search') =>
  ({ type, memory_store_name: 'people', scope, ...more }) as unknown as OpenAI.Responses.Tool;
const items = (response: OpenAI.Responses.Response) =>
  response.output as unknown as { type: string; [field: string]: unknown }[];
const create = (input: string, tool: OpenAI.Responses.Tool, more: object = {}) =>
  clients.reference.responses.create({ model: 'gpt-4o', input, tools: [tool], ...more });
const known = async (scope: string): Promise<string[]> => {
  const body = JSON.stringify({ scope });
  const found = await emulator.request('/memory_stores/people:search_memories', { method: 'POST', body });
  const { memories } = (await found.json()) as { memories: { memory_item: { content: string } }[] };
  return memories.map(({ memory_item }) => memory_item.content);
};

it('remembers a conversation after a pause, and recalls it in another one', async () => {
  await create('I like my tea without milk.', memory('ann'));
  await emulator.admin('POST', 'clock', { advance: 'PT4M' });
  expect(await known('ann')).toEqual([]);
  await emulator.admin('POST', 'clock', { advance: 'PT1M' });
  expect(await known('ann')).toHaveLength(1);

  const recalled = await create('How do I like my tea?', memory('ann'), {
    include: ['memory_search_call.results'],
  });
  expect(items(recalled)[0]).toMatchObject({
    type: 'memory_search_call',
    status: 'completed',
    results: [{ memory_item: { kind: 'user_profile', scope: 'ann', content: expect.stringContaining('tea') } }],
  });
  expect(recalled.output_text).toContain('without milk');
  const plain = await create('How do I like my tea?', memory('bob'));
  expect(items(plain)[0]).toMatchObject({ status: 'completed', results: null });
  expect(plain.output_text).toBe('I found nothing about that.');
});

it('looks at the turns of a conversation together', async () => {
  const first = await create('I live in Busan.', memory('cho', { update_delay: 60 }));
  await emulator.admin('POST', 'clock', { advance: 'PT30S' });
  await create('I have two cats.', memory('cho', { update_delay: 60 }), { previous_response_id: first.id });
  await emulator.admin('POST', 'clock', { advance: 'PT40S' });
  expect(await known('cho')).toEqual([]);
  await emulator.admin('POST', 'clock', { advance: 'PT20S' });
  expect(await known('cho')).toHaveLength(2);
});

it('serves agents, under its v1 name and with the scope of the signed-in user', async () => {
  await emulator.projectV1.agents.createVersion('friend', {
    kind: 'prompt',
    model: 'gpt-4o',
    tools: [memory('{{$userId}}', { update_delay: 0 }, 'memory_search_preview') as never],
  });
  await clients.reference.responses.create(
    { input: 'I live in Jeju.' },
    {
      body: { ...byAgent('friend').body, input: 'I live in Jeju.' },
    },
  );
  await emulator.admin('POST', 'clock', { advance: 'PT1S' });
  expect(await known('local-user')).toHaveLength(1);
});

it('remembers nothing of what failed, and refuses a store that does not exist', async () => {
  await emulator.admin('PUT', 'scenarios/model', { turns: [{ fail: { code: 'server_error', message: 'Lost.' } }] });
  await create('I hate rain.', memory('dan', { update_delay: 0 }));
  await emulator.admin('POST', 'clock', { advance: 'PT1S' });
  expect(await known('dan')).toEqual([]);
  await expect(create('Hello!', memory('dan', { memory_store_name: 'nobody' }))).rejects.toMatchObject({
    status: 400,
    param: 'tools[0].memory_store_name',
  });
});
