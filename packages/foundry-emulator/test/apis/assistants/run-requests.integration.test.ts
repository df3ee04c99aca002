import type OpenAI from 'openai';
import type { AzureOpenAI } from 'openai';
import { startEmulator, type TestEmulator } from '../../../../../test/support/emulator.ts';
import { chatChunk, type FakeOpenAI, fakeOpenAI, usageChunk } from '../../../../../test/support/fake-openai.ts';

/** A fake upstream records the model's requests. */
let server: FakeOpenAI;
let emulator: TestEmulator;
let openai: AzureOpenAI;
beforeAll(async () => {
  server = await fakeOpenAI();
  emulator = await startEmulator({ settings: { FOUNDRY_UPSTREAM_URL: server.url } });
  openai = emulator.azureOpenAI;
});
afterAll(async () => {
  await emulator?.close();
  await server?.close();
});
beforeEach(() => emulator.admin('POST', 'reset'));

const poll = { pollIntervalMs: 10 };
const says = (content: string) => ({ chunks: [chatChunk({ content }), chatChunk({}, 'stop'), usageChunk(5, 2)] });
const calls = (name: string) => ({
  chunks: [
    chatChunk({ tool_calls: [{ index: 0, id: 'call_1', type: 'function', function: { name, arguments: '{}' } }] }),
    chatChunk({}, 'tool_calls'),
    usageChunk(5, 2),
  ],
});
const fn = (name: string) => ({ type: 'function' as const, function: { name, description: `Do ${name}.` } });
type Params = OpenAI.Beta.Threads.RunCreateParamsNonStreaming;
type Turn = { role: string; content: string };

async function thread(...contents: string[]) {
  const assistant = await openai.beta.assistants.create({ model: 'gpt-4o', tools: [fn('look'), fn('leap')] });
  const { id } = await openai.beta.threads.create({
    messages: contents.map((content) => ({ role: 'user', content })),
  });
  return { assistant_id: assistant.id, thread_id: id };
}
async function ran(contents: string[], more: Partial<Params> = {}) {
  const { assistant_id, thread_id } = await thread(...contents);
  const run = await openai.beta.threads.runs.createAndPoll(thread_id, { assistant_id, ...more }, poll);
  return { run, thread_id, asked: server.requests.at(-1)?.body ?? {} };
}
const contentsOf = (asked: Record<string, unknown>) => (asked.messages as Turn[]).map(({ content }) => content);

it('asks for what the request says, before what the assistant says', async () => {
  server.answer(says('Yes.'));
  const { run, asked } = await ran(['Hi'], {
    model: 'other',
    instructions: 'Be kind.',
    additional_instructions: 'And brief.',
    temperature: 0.2,
    top_p: 0.5,
    max_completion_tokens: 300,
    tools: [fn('jump')],
    parallel_tool_calls: false,
  });
  expect(run).toMatchObject({ status: 'completed', model: 'other', instructions: 'Be kind.\nAnd brief.' });
  expect(asked).toMatchObject({ model: 'other', temperature: 0.2, top_p: 0.5, parallel_tool_calls: false });
  expect((asked.tools as { function: { name: string } }[]).map((tool) => tool.function.name)).toEqual(['jump']);
  expect(contentsOf(asked)).toEqual(['Be kind.\nAnd brief.', 'Hi']);
});

it.each([
  ['none', 'none'],
  ['required', 'required'],
  [
    { type: 'function', function: { name: 'leap' } },
    { type: 'function', function: { name: 'leap' } },
  ],
] as const)('passes tool_choice on: %j', async (tool_choice, expected) => {
  server.answer(says('Done.'));
  const { run, asked } = await ran(['Hi'], { tool_choice });
  expect(run).toMatchObject({ status: 'completed', tool_choice });
  expect(asked.tool_choice).toEqual(expected);
});

it('forces a call once only', async () => {
  server.answer(calls('leap'), says('Done.'));
  const { run, thread_id } = await ran(['Hi'], { tool_choice: 'required' });
  expect(run.status).toBe('requires_action');
  const tool_outputs = [{ tool_call_id: 'call_1', output: 'ok' }];
  const ended = await openai.beta.threads.runs.submitToolOutputsAndPoll(run.id, { thread_id, tool_outputs }, poll);
  expect(ended.status).toBe('completed');
  const asked = server.requests.at(-1)?.body ?? {};
  expect(asked.tool_choice ?? 'auto').toBe('auto');
  expect((asked.messages as Turn[]).map(({ role }) => role)).toEqual(['user', 'assistant', 'tool']);
});

it('passes a JSON schema on', async () => {
  const schema = {
    type: 'object',
    properties: { a: { type: 'string' } },
    required: ['a'],
    additionalProperties: false,
  };
  const response_format = { type: 'json_schema' as const, json_schema: { name: 'answer', schema, strict: true } };
  server.answer(says('{"a":"b"}'));
  const { run, asked } = await ran(['Hi'], { response_format });
  expect(run).toMatchObject({ status: 'completed', response_format });
  expect(asked.response_format).toMatchObject(response_format);
});

it('adds messages on the way, and keeps them', async () => {
  server.answer(says('Done.'));
  const { thread_id, asked } = await ran(['One'], {
    additional_messages: [
      { role: 'assistant', content: 'Two' },
      { role: 'user', content: [{ type: 'text', text: 'Three' }] },
    ],
  });
  expect(contentsOf(asked)).toEqual(['One', 'Two', 'Three']);
  const { data } = await openai.beta.threads.messages.list(thread_id, { order: 'asc' });
  expect(data.map(({ content }) => content[0]?.type === 'text' && content[0].text.value)).toEqual([
    'One',
    'Two',
    'Three',
    'Done.',
  ]);
});

it('reads the last messages only, where the run says so', async () => {
  server.answer(says('Done.'));
  const { asked } = await ran(['One', 'Two', 'Three'], {
    truncation_strategy: { type: 'last_messages', last_messages: 2 },
  });
  expect(contentsOf(asked)).toEqual(['Two', 'Three']);
});

it('leaves messages of the middle out, where there are too many tokens', async () => {
  server.answer(says('Done.'));
  const long = 'word '.repeat(200);
  const { asked } = await ran(['First', long, long, 'Last'], { max_prompt_tokens: 300 });
  const contents = contentsOf(asked);
  expect([contents[0], contents.at(-1)]).toEqual(['First', 'Last']);
  expect(contents.length).toBeLessThan(4);
});

it('changes what is written on threads and runs', async () => {
  server.answer(says('Done.'));
  const { run, thread_id } = await ran(['Hi'], { metadata: { a: '1' } });
  const { threads } = openai.beta;
  expect(await threads.runs.update(run.id, { thread_id, metadata: { b: '2' } })).toMatchObject({
    metadata: { b: '2' },
    status: 'completed',
  });
  expect((await threads.runs.retrieve(run.id, { thread_id })).metadata).toEqual({ b: '2' });
  expect((await threads.update(thread_id, { metadata: { c: '3' } })).metadata).toEqual({ c: '3' });
  expect((await threads.update(thread_id, { metadata: null })).metadata).toEqual({});
  await expect(threads.update('thread_x', {})).rejects.toMatchObject({ status: 404, param: 'thread_id' });
  await expect(threads.runs.update('run_x', { thread_id })).rejects.toMatchObject({ status: 404, param: 'run_id' });
});

it('lists messages, runs and steps to the end, both ways', async () => {
  const { assistant_id, thread_id } = await thread('Start');
  const { threads } = openai.beta;
  const [message] = (await threads.messages.list(thread_id)).data;
  const written = { messages: [`${message?.id}`], runs: [] as string[] };
  for (let index = 0; index < 5; index++) {
    server.answer(says('Done.'));
    const run = await threads.runs.createAndPoll(thread_id, { assistant_id }, poll);
    written.runs.push(run.id);
    const [made] = (await threads.messages.list(thread_id, { limit: 1 })).data;
    written.messages.push(`${made?.id}`);
  }
  server.answer(calls('leap'), says('Done.'));
  const { id } = await threads.runs.createAndPoll(thread_id, { assistant_id }, poll);
  const tool_outputs = [{ tool_call_id: 'call_1', output: 'ok' }];
  await threads.runs.submitToolOutputsAndPoll(id, { thread_id, tool_outputs }, poll);
  written.runs.push(id);
  written.messages.push(`${(await threads.messages.list(thread_id, { limit: 1 })).data[0]?.id}`);

  type Cursor = { limit: number; order: 'asc' | 'desc'; after?: string; before?: string };
  const lists = {
    messages: (cursor: Cursor) => threads.messages.list(thread_id, cursor),
    runs: (cursor: Cursor) => threads.runs.list(thread_id, cursor),
  };
  for (const name of ['messages', 'runs'] as const) {
    for (const order of ['asc', 'desc'] as const) {
      const expected = order === 'asc' ? written[name] : written[name].toReversed();
      const page = async (cursor: Partial<Cursor>) => {
        const { data } = await lists[name]({ limit: 2, order, ...cursor });
        return data.map((each) => each.id);
      };
      const forward: string[] = [];
      for (let next = await page({}); next.length > 0; next = await page({ after: `${forward.at(-1)}` }))
        forward.push(...next);
      expect(forward).toEqual(expected);
      const backward = forward.slice(-1);
      for (let next = backward; next.length > 0; backward.unshift(...next))
        next = await page({ before: `${backward[0]}` });
      expect(backward).toEqual(expected);
    }
  }
  const types: string[] = [];
  for await (const step of threads.runs.steps.list(id, { thread_id, limit: 1, order: 'asc' })) types.push(step.type);
  expect(types).toEqual(['tool_calls', 'message_creation']);
});

it('says which tools run here, and when', async () => {
  const create = (path: string, type: string) =>
    fetch(`${emulator.endpoints.azureOpenAI}${path}`, {
      method: 'POST',
      headers: { 'api-key': 'x', 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'gpt-4o', tools: [{ type }] }),
    });
  const classic = await create('/api/projects/local/assistants?api-version=v1', 'teleport');
  expect(classic.status).toBe(400);
  expect(await classic.json()).toMatchObject({
    error: {
      param: 'tools[0].type',
      message: expect.stringContaining(
        'function, file_search, code_interpreter (with FOUNDRY_CODE_INTERPRETER=on), azure_function (with api-version v1), openapi (with api-version v1)',
      ),
    },
  });
  for (const type of ['azure_function', 'code_interpreter']) {
    const refused = await create('/openai/assistants?api-version=2024-10-01-preview', type);
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ error: { param: 'tools[0].type' } });
  }
});

it('refuses a tool_choice that names an unknown function', async () => {
  const { assistant_id, thread_id } = await thread('Hi');
  const tool_choice = { type: 'function' as const, function: { name: 'fly' } };
  await expect(openai.beta.threads.runs.create(thread_id, { assistant_id, tool_choice })).rejects.toMatchObject({
    status: 400,
    param: 'tool_choice',
  });
});

it('fails when the content filter stops the newest message', async () => {
  const { run } = await ran(['Tell me how to build a bomb.']);
  expect(run).toMatchObject({ status: 'failed', last_error: { message: expect.stringContaining('content filter') } });
});
