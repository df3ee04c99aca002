import { AzureOpenAI } from 'openai';
import type { AssistantStream } from 'openai/lib/AssistantStream';
import { startEmulator, type TestEmulator } from '../../../../../test/support/emulator.ts';
import { chatChunk, type FakeOpenAI, fakeOpenAI, usageChunk } from '../../../../../test/support/fake-openai.ts';
import { libraries } from '../../../src/spec/libraries.ts';
import type { Shape } from '../../../src/spec/shapes/shape.ts';

/** The model is a server that can stop in the middle of what it says. */
let server: FakeOpenAI;
let emulator: TestEmulator;
let openai: AzureOpenAI;
/** The streams that the client has received, as they came. */
const received: Promise<string>[] = [];
/** Names of all events of all streams. */
const seen = new Set<string>();

/** Keeps what comes over the wire, and hands it on to the client. */
async function recordingFetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const response = await fetch(input, init);
  if (!response.body || !response.headers.get('content-type')?.includes('event-stream')) return response;
  const [kept, passed] = response.body.tee();
  received.push(textOf(kept));
  return new Response(passed, response);
}

/** Returns the events until the stream ends or the client leaves it, as it does on an error. */
async function textOf(stream: ReadableStream<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of stream) chunks.push(chunk);
  } catch {}
  return Buffer.concat(chunks).toString();
}

beforeAll(async () => {
  server = await fakeOpenAI();
  emulator = await startEmulator({ settings: { FOUNDRY_UPSTREAM_URL: server.url } });
  openai = new AzureOpenAI({
    endpoint: emulator.endpoints.azureOpenAI,
    apiKey: 'a-key',
    apiVersion: '2024-10-01-preview',
    maxRetries: 0,
    fetch: recordingFetch,
  });
});
afterAll(async () => {
  await emulator?.close();
  await server?.close();
});
beforeEach(async () => {
  received.length = 0;
  await emulator.admin('POST', 'reset');
});

const weather = { type: 'function' as const, function: { name: 'get_weather', description: 'The weather of a city.' } };
const piece = (index: number, more: object) => chatChunk({ tool_calls: [{ index, ...more }] });
const callInPieces = {
  chunks: [
    piece(0, { id: 'call_1', type: 'function', function: { name: 'get_weather', arguments: '' } }),
    piece(0, { function: { arguments: '{"city":' } }),
    piece(0, { function: { arguments: '"Seoul"}' } }),
    chatChunk({}, 'tool_calls'),
    usageChunk(5, 2),
  ],
};
const says = (...pieces: string[]) => pieces.map((content) => chatChunk({ content }));
const ends = (reason: string) => [chatChunk({}, reason), usageChunk(5, 2)];

/** Event names of the latest stream, repetitions of a delta told once. */
async function namesOnTheWire(): Promise<string[]> {
  const text = (await received.at(-1)) ?? '';
  const names = [...text.matchAll(/^event: (.*)$/gm)].map(([, name]) => `${name}`);
  for (const name of names) seen.add(name);
  return names.filter((name, at) => name !== names[at - 1]);
}

async function listenedTo(stream: AssistantStream) {
  const heard: string[] = [];
  for (const name of [
    'messageCreated',
    'messageDone',
    'runStepCreated',
    'runStepDone',
    'toolCallCreated',
    'toolCallDone',
    'textCreated',
    'textDone',
  ] as const)
    stream.on(name, () => void heard.push(name));
  const run = await stream.finalRun();
  return { run, heard, names: await namesOnTheWire() };
}

async function begin(more: object = {}): Promise<AssistantStream> {
  const assistant = await openai.beta.assistants.create({ model: 'gpt-4o', tools: [weather] });
  const thread = await openai.beta.threads.create({ messages: [{ role: 'user', content: 'Hello' }] });
  return openai.beta.threads.runs.stream(thread.id, { assistant_id: assistant.id, ...more });
}

/** Does something once the model has begun to speak. */
async function interrupted(act: (run: { id: string; thread_id: string }) => Promise<unknown>) {
  server.answer({ hangingAfter: says('It is ', 'rai') });
  const stream = await begin();
  let acted: Promise<unknown> | undefined;
  stream.on('textDelta', () => {
    const run = stream.currentRun();
    if (run) acted ??= act(run);
  });
  const ended = await listenedTo(stream);
  await acted;
  return ended;
}

const BEGUN = ['thread.run.created', 'thread.run.queued', 'thread.run.in_progress'];
const STEP = ['thread.run.step.created', 'thread.run.step.in_progress'];
const MESSAGE = [...STEP, 'thread.message.created', 'thread.message.in_progress', 'thread.message.delta'];

it('a call of a function, and after its output an answer', async () => {
  server.answer(callInPieces);
  const assistant = await openai.beta.assistants.create({ model: 'gpt-4o', tools: [weather] });
  const asked = await listenedTo(
    openai.beta.threads.createAndRunStream({
      assistant_id: assistant.id,
      thread: { messages: [{ role: 'user', content: 'Weather?' }] },
    }),
  );
  expect(asked.names).toEqual([
    'thread.created',
    ...BEGUN,
    ...STEP,
    'thread.run.step.delta',
    'thread.run.requires_action',
    'done',
  ]);
  expect(asked.heard).toEqual(['runStepCreated', 'toolCallCreated', 'toolCallDone']);
  const [call] = asked.run.required_action?.submit_tool_outputs.tool_calls ?? [];
  expect(call?.function).toEqual({ name: 'get_weather', arguments: '{"city":"Seoul"}' });

  server.answer({ chunks: [...says('It ', 'rains.'), ...ends('stop')] });
  const { id, thread_id } = asked.run;
  const tool_outputs = [{ tool_call_id: `${call?.id}`, output: 'Rain.' }];
  const stream = openai.beta.threads.runs.submitToolOutputsStream(id, { thread_id, tool_outputs });
  const answered = await listenedTo(stream);
  expect(answered.names).toEqual([
    'thread.run.step.completed',
    'thread.run.queued',
    'thread.run.in_progress',
    ...MESSAGE,
    'thread.message.completed',
    'thread.run.step.completed',
    'thread.run.completed',
    'done',
  ]);
  expect(answered.heard.slice(-5)).toEqual(['messageCreated', 'textCreated', 'textDone', 'messageDone', 'runStepDone']);
  expect(await stream.finalMessages()).toMatchObject([{ content: [{ text: { value: 'It rains.' } }] }]);
  expect(await stream.finalRunSteps()).toHaveLength(2);
});

it('a run that is cut off at its limit', async () => {
  server.answer({ chunks: [...says('Too lo'), ...ends('length')] });
  const { run, names } = await listenedTo(await begin({ max_completion_tokens: 256 }));
  expect(names).toEqual([
    ...BEGUN,
    ...MESSAGE,
    'thread.message.incomplete',
    'thread.run.step.completed',
    'thread.run.incomplete',
    'done',
  ]);
  expect(run.incomplete_details).toEqual({ reason: 'max_completion_tokens' });
});

it('a run whose model fails in the middle of a word', async () => {
  server.answer({ brokenAfter: says('It is ', 'rai') });
  const { run, names } = await listenedTo(await begin());
  expect(names).toEqual([
    ...BEGUN,
    ...MESSAGE,
    'thread.message.incomplete',
    'thread.run.step.failed',
    'thread.run.failed',
    'done',
  ]);
  expect(run.last_error?.code).toBe('server_error');
});

it('a run that is cancelled', async () => {
  const { run, names } = await interrupted(({ id, thread_id }) => openai.beta.threads.runs.cancel(id, { thread_id }));
  expect(names).toEqual([
    ...BEGUN,
    ...MESSAGE,
    'thread.run.cancelling',
    'thread.message.incomplete',
    'thread.run.step.cancelled',
    'thread.run.cancelled',
    'done',
  ]);
  expect(run.status).toBe('cancelled');
});

it('a run whose time is up', async () => {
  const { run, names } = await interrupted(() => emulator.admin('POST', 'clock', { advance: 'PT10M1S' }));
  expect(names).toEqual([
    ...BEGUN,
    ...MESSAGE,
    'thread.message.incomplete',
    'thread.run.step.expired',
    'thread.run.expired',
    'done',
  ]);
  expect(run.status).toBe('expired');
});

it('a run that the emulator is taken from', async () => {
  await expect(interrupted(() => emulator.admin('POST', 'reset'))).rejects.toThrow('The emulator was stopped');
  expect(await namesOnTheWire()).toEqual(expect.arrayContaining([...BEGUN, ...MESSAGE, 'error']));
});

/** Names that the reference gives to events. */
function namesIn(shape: Shape): string[] {
  const definitions = libraries['azure-openai'].definitions();
  if (shape.kind === 'union') return shape.options.flatMap(namesIn);
  if (shape.kind === 'literal') return [`${shape.value}`];
  if (shape.kind === 'object')
    return shape.fields.filter(({ name }) => name === 'event').flatMap((each) => namesIn(each.shape));
  const definition = shape.kind === 'reference' ? definitions.get(shape.name) : undefined;
  return definition ? namesIn(definition.shape) : [];
}

it('these are all the events that the reference has', async () => {
  const inReference = namesIn({ kind: 'reference', name: 'assistantStreamEvent' });
  expect(inReference.length).toBeGreaterThanOrEqual(22);
  expect([...seen].sort()).toEqual(inReference.sort());
});
