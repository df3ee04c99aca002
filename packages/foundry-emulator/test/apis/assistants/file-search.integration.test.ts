import { type AzureOpenAI, toFile } from 'openai';
import { startEmulator, type TestEmulator } from '../../../../../test/support/emulator.ts';

let emulator: TestEmulator;
let openai: AzureOpenAI;
beforeAll(async () => {
  emulator = await startEmulator({ settings: { FOUNDRY_INDEXING_SECONDS: '0.05' } });
  openai = emulator.azureOpenAI;
});
afterAll(() => emulator?.close());
beforeEach(() => emulator.admin('POST', 'reset'));

const poll = { pollIntervalMs: 10 };
const upload = async (name: string, text: string) =>
  (await openai.files.create({ file: await toFile(Buffer.from(text), name), purpose: 'assistants' })).id;
const search = { type: 'file_search' as const };
const WARRANTY = 'The warranty of the kettle lasts three years from the day of purchase.';
const CARE = 'The teapot is to be washed by hand, never in a machine.';

/** Returns the text of the run's answer and the files it cites. */
async function answer(thread_id: string, run_id: string) {
  const [message] = (await openai.beta.threads.messages.list(thread_id, { run_id })).data;
  const [part] = message?.content ?? [];
  if (part?.type !== 'text') throw new Error('The run has no answer.');
  const { value, annotations } = part.text;
  for (const { text, start_index, end_index } of annotations) expect(value.slice(start_index, end_index)).toBe(text);
  const cited = annotations.map((each) => each.type === 'file_citation' && each.file_citation.file_id);
  return { value, cited };
}

it("searches the assistant's and the thread's stores, and cites what it took from where", async () => {
  const [kettle, teapot] = [await upload('kettle.md', WARRANTY), await upload('teapot.md', CARE)];
  const store = await openai.vectorStores.create({ file_ids: [kettle] });
  const assistant = await openai.beta.assistants.create({
    model: 'gpt-4o',
    tools: [search],
    tool_resources: { file_search: { vector_store_ids: [store.id] } },
  });
  const ask = async (content: string) => {
    const thread = await openai.beta.threads.create({
      messages: [{ role: 'user', content, attachments: [{ file_id: teapot, tools: [search] }] }],
    });
    const [own] = thread.tool_resources?.file_search?.vector_store_ids ?? [];
    expect((await openai.vectorStores.retrieve(`${own}`)).expires_after).toMatchObject({ days: 7 });
    const run = await openai.beta.threads.runs.createAndPoll(thread.id, { assistant_id: assistant.id }, poll);
    expect(run).toMatchObject({ status: 'completed', last_error: null });
    const steps = (await openai.beta.threads.runs.steps.list(run.id, { thread_id: thread.id, order: 'asc' })).data;
    expect(steps.map(({ step_details }) => step_details)).toMatchObject([
      { type: 'tool_calls', tool_calls: [{ type: 'file_search', file_search: {} }] },
      { type: 'message_creation' },
    ]);
    return answer(thread.id, run.id);
  };
  const warranty = await ask('How long does the warranty of the kettle last?');
  expect(warranty.value).toContain('three years');
  expect(warranty.cited).toContain(kettle);
  const care = await ask('How is the teapot to be washed?');
  expect(care.value).toContain('by hand');
  expect(care.cited).toContain(teapot);
});

it('makes stores that are described, for assistants and threads, and adds what is attached later', async () => {
  const [kettle, teapot] = [await upload('kettle.md', WARRANTY), await upload('teapot.md', CARE)];
  const vector_stores = [{ file_ids: [kettle], metadata: { from: 'here' } }];
  const assistant = await openai.beta.assistants.create({
    model: 'gpt-4o',
    tools: [search],
    tool_resources: { file_search: { vector_stores } },
  });
  const [made] = assistant.tool_resources?.file_search?.vector_store_ids ?? [];
  expect(await openai.vectorStores.retrieve(`${made}`)).toMatchObject({
    metadata: { from: 'here' },
    file_counts: { total: 1 },
  });
  const thread = await openai.beta.threads.create({ tool_resources: { file_search: { vector_stores } } });
  const [own] = thread.tool_resources?.file_search?.vector_store_ids ?? [];
  expect(own).not.toBe(made);
  const attachments = [
    { file_id: teapot, tools: [search] },
    { file_id: kettle, tools: [] },
  ];
  const message = await openai.beta.threads.messages.create(thread.id, { role: 'user', content: 'Read.', attachments });
  expect(message.attachments).toEqual(attachments);
  expect((await openai.vectorStores.retrieve(`${own}`)).file_counts.total).toBe(2);
  expect((await openai.beta.threads.retrieve(thread.id)).tool_resources?.file_search?.vector_store_ids).toEqual([own]);
});

it('tells of the call and of citations as they come', async () => {
  const kettle = await upload('kettle.md', WARRANTY);
  const assistant = await openai.beta.assistants.create({ model: 'gpt-4o', tools: [search] });
  const attachments = [{ file_id: kettle, tools: [search] }];
  const stream = openai.beta.threads.createAndRunStream({
    assistant_id: assistant.id,
    thread: { messages: [{ role: 'user', content: 'Warranty of the kettle?', attachments }] },
  });
  const calls: string[] = [];
  stream.on('toolCallCreated', ({ type }) => calls.push(type));
  const annotations: unknown[] = [];
  stream.on('textDelta', (delta) => annotations.push(...(delta.annotations ?? [])));
  const run = await stream.finalRun();
  expect([run.status, calls]).toEqual(['completed', ['file_search']]);
  const { cited } = await answer(run.thread_id, run.id);
  expect(annotations.length).toBe(cited.length);
  expect(annotations[0]).toMatchObject({ index: 0, type: 'file_citation', file_citation: { file_id: kettle } });
});

it('waits for files that are being taken in', async () => {
  const slow = await startEmulator({ settings: { FOUNDRY_INDEXING_SECONDS: '30' } });
  const client = slow.azureOpenAI;
  const file = await toFile(Buffer.from(WARRANTY), 'kettle.md');
  const { id: file_id } = await client.files.create({ file, purpose: 'assistants' });
  const assistant = await client.beta.assistants.create({ model: 'gpt-4o', tools: [search] });
  const run = await client.beta.threads.createAndRun({
    assistant_id: assistant.id,
    thread: {
      messages: [{ role: 'user', content: 'Warranty of the kettle?', attachments: [{ file_id, tools: [search] }] }],
    },
  });
  await slow.admin('POST', 'clock', { advance: 'PT40S' });
  const ended = await client.beta.threads.runs.poll(run.id, { thread_id: run.thread_id }, poll);
  expect(ended.status).toBe('completed');
  const [message] = (await client.beta.threads.messages.list(run.thread_id, { run_id: run.id })).data;
  expect(JSON.stringify(message?.content)).toContain('three years');
  await slow.close();
});

it('fails a run whose store is gone, and says which', async () => {
  const store = await openai.vectorStores.create({});
  const assistant = await openai.beta.assistants.create({
    model: 'gpt-4o',
    tools: [search],
    tool_resources: { file_search: { vector_store_ids: [store.id] } },
  });
  await openai.vectorStores.delete(store.id);
  const thread = await openai.beta.threads.create({ messages: [{ role: 'user', content: 'Warranty?' }] });
  const run = await openai.beta.threads.runs.createAndPoll(thread.id, { assistant_id: assistant.id }, poll);
  expect(run).toMatchObject({
    status: 'failed',
    last_error: { code: 'server_error', message: expect.stringContaining(store.id) },
  });
});

it('refuses files and stores that do not exist, and leaves nothing behind', async () => {
  const { assistants, threads } = openai.beta;
  const searching = (file_search: object) => ({ model: 'gpt-4o', tools: [search], tool_resources: { file_search } });
  const at = 'tool_resources.file_search';
  for (const [resources, param] of [
    [{ vector_store_ids: ['vs_x'] }, `${at}.vector_store_ids[0]`],
    [{ vector_stores: [{ file_ids: ['file-x'] }] }, `${at}.vector_stores[0].file_ids`],
    [{ vector_store_ids: ['vs_x'], vector_stores: [{ file_ids: [] }] }, `${at}.vector_stores`],
  ] as const)
    await expect(assistants.create(searching(resources))).rejects.toMatchObject({ param });
  const attachments = [{ file_id: 'file-x', tools: [search] }];
  const message = { role: 'user' as const, content: 'Read.', attachments };
  await expect(threads.create({ messages: [message] })).rejects.toMatchObject({
    status: 400,
    param: 'messages[0].attachments[0].file_id',
  });
  const thread = await threads.create();
  const { messages } = threads;
  await expect(messages.create(thread.id, message)).rejects.toMatchObject({ param: 'attachments[0].file_id' });
  expect((await messages.list(thread.id)).data).toEqual([]);
  expect((await openai.vectorStores.list()).data).toEqual([]);
  expect((await assistants.list()).data).toEqual([]);
});
