import type { AzureOpenAI } from 'openai';
import { startEmulator, type TestEmulator } from '../../../../../test/support/emulator.ts';

let emulator: TestEmulator;
let openai: AzureOpenAI;
beforeAll(async () => {
  emulator = await startEmulator();
  openai = emulator.azureOpenAI;
});
afterAll(() => emulator?.close());
beforeEach(() => emulator.admin('POST', 'reset'));

const weather = {
  type: 'function' as const,
  function: {
    name: 'get_weather',
    description: 'Get the weather of a city.',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
};
const poll = { pollIntervalMs: 10 };
const script = (turns: object[]) => emulator.admin('PUT', 'scenarios/model', { turns });
const call = { calls: [{ name: 'get_weather', arguments: { city: 'Seoul' } }] };
/** A turn that goes on for as long as the clock is not moved. */
const endless = { text: 'Late.', delayMs: 3_600_000 };

async function begun(content = 'Hello') {
  const assistant = await openai.beta.assistants.create({
    model: 'gpt-4o',
    instructions: 'Be brief.',
    tools: [weather],
  });
  const thread = await openai.beta.threads.create({ messages: [{ role: 'user', content }] });
  return { assistant_id: assistant.id, thread_id: thread.id };
}

async function ended(runId: string, thread_id: string) {
  return openai.beta.threads.runs.poll(runId, { thread_id }, poll);
}

it('answers a thread, and keeps message, step and usage', async () => {
  await script([{ text: 'Hello there.' }]);
  const { assistant_id, thread_id } = await begun();
  const run = await openai.beta.threads.runs.createAndPoll(thread_id, { assistant_id }, poll);
  expect(run).toMatchObject({ status: 'completed', instructions: 'Be brief.', expires_at: null, last_error: null });
  expect(run.usage?.completion_tokens).toBeGreaterThan(0);
  const messages = (await openai.beta.threads.messages.list(thread_id)).data;
  expect(messages.map(({ role, status }) => [role, status])).toEqual([
    ['assistant', 'completed'],
    ['user', 'completed'],
  ]);
  expect(messages[0]).toMatchObject({
    run_id: run.id,
    content: [{ text: { value: 'Hello there.', annotations: [] } }],
  });
  const steps = (await openai.beta.threads.runs.steps.list(run.id, { thread_id })).data;
  expect(steps).toMatchObject([
    {
      type: 'message_creation',
      status: 'completed',
      step_details: { message_creation: { message_id: messages[0]?.id } },
    },
  ]);
  expect(steps[0]?.usage).toEqual(run.usage);
});

it('streams a run, its call of a function, and what comes after the output, in order', async () => {
  await script([call, { text: 'It rains.' }]);
  const { assistant_id } = await begun();
  const events: string[] = [];
  const stream = openai.beta.threads.createAndRunStream({
    assistant_id,
    thread: { messages: [{ role: 'user', content: 'Weather?' }] },
  });
  stream.on('event', ({ event }) => events.push(event));
  const waiting = await stream.finalRun();
  const [required] = waiting.required_action?.submit_tool_outputs.tool_calls ?? [];
  expect(required).toMatchObject({
    type: 'function',
    function: { name: 'get_weather', arguments: '{"city":"Seoul"}' },
  });
  expect(events.filter((event) => !event.endsWith('delta'))).toEqual([
    'thread.created',
    'thread.run.created',
    'thread.run.queued',
    'thread.run.in_progress',
    'thread.run.step.created',
    'thread.run.step.in_progress',
    'thread.run.requires_action',
  ]);

  const { thread_id } = waiting;
  const runs = openai.beta.threads.runs;
  const wrong = runs.submitToolOutputs(waiting.id, { thread_id, tool_outputs: [{ tool_call_id: 'x', output: '' }] });
  await expect(wrong).rejects.toMatchObject({ status: 400, param: 'tool_outputs' });

  const rest: string[] = [];
  const tool_outputs = [{ tool_call_id: `${required?.id}`, output: 'Rain.' }];
  const more = runs.submitToolOutputsStream(waiting.id, { thread_id, tool_outputs });
  let said = '';
  more.on('event', ({ event }) => rest.push(event));
  more.on('textDelta', ({ value }) => {
    said += value;
  });
  expect(await more.finalRun()).toMatchObject({ status: 'completed', required_action: null });
  expect(said).toBe('It rains.');
  expect(rest.filter((event) => !event.endsWith('delta'))).toEqual([
    'thread.run.step.completed',
    'thread.run.queued',
    'thread.run.in_progress',
    'thread.run.step.created',
    'thread.run.step.in_progress',
    'thread.message.created',
    'thread.message.in_progress',
    'thread.message.completed',
    'thread.run.step.completed',
    'thread.run.completed',
  ]);
  await expect(runs.submitToolOutputs(waiting.id, { thread_id, tool_outputs })).rejects.toMatchObject({ status: 400 });
});

it('locks the thread while a run is active, cancels it, and lets it expire', async () => {
  await script([endless, endless]);
  const { assistant_id, thread_id } = await begun();
  const { runs, messages } = openai.beta.threads;
  const first = await runs.create(thread_id, { assistant_id });
  expect(first).toMatchObject({ status: 'queued', expires_at: first.created_at + 600 });
  await expect(messages.create(thread_id, { role: 'user', content: 'More' })).rejects.toMatchObject({ status: 400 });
  await expect(runs.create(thread_id, { assistant_id })).rejects.toMatchObject({ status: 400 });
  expect((await runs.cancel(first.id, { thread_id })).status).toBe('cancelling');
  expect(await ended(first.id, thread_id)).toMatchObject({ status: 'cancelled', cancelled_at: expect.any(Number) });
  await expect(runs.cancel(first.id, { thread_id })).rejects.toMatchObject({ status: 400 });

  const second = await runs.create(thread_id, { assistant_id });
  await emulator.admin('POST', 'clock', { advance: 'PT10M1S' });
  expect((await ended(second.id, thread_id)).status).toBe('expired');
});

it('ends a run incomplete at its limits, and failed when the model fails', async () => {
  const long = 'word '.repeat(600);
  await script([{ text: long }, { text: 'Part.', fail: { code: 'rate_limit_exceeded', message: 'Slow down.' } }]);
  const { assistant_id, thread_id } = await begun(long);
  const { runs, messages } = openai.beta.threads;
  const small = await runs.createAndPoll(thread_id, { assistant_id, max_prompt_tokens: 256 }, poll);
  expect(small).toMatchObject({ status: 'incomplete', incomplete_details: { reason: 'max_prompt_tokens' } });
  const cut = await runs.createAndPoll(thread_id, { assistant_id, max_completion_tokens: 256 }, poll);
  expect(cut).toMatchObject({ status: 'incomplete', incomplete_details: { reason: 'max_completion_tokens' } });
  const [message] = (await messages.list(thread_id, { run_id: cut.id })).data;
  expect(message).toMatchObject({ status: 'incomplete', incomplete_details: { reason: 'max_tokens' } });
  const failed = await runs.createAndPoll(thread_id, { assistant_id }, poll);
  expect(failed).toMatchObject({
    status: 'failed',
    last_error: { code: 'rate_limit_exceeded', message: 'Slow down.' },
  });
  expect((await messages.list(thread_id, { run_id: failed.id })).data).toMatchObject([
    { status: 'incomplete', incomplete_details: { reason: 'run_failed' }, content: [{ text: { value: 'Part.' } }] },
  ]);
});

it('changes and deletes what it has made, and pages both ways', async () => {
  const { assistants, threads } = openai.beta;
  const ids: string[] = [];
  for (const name of ['a', 'b', 'c']) ids.push((await assistants.create({ model: 'gpt-4o', name })).id);
  const page = await assistants.list({ limit: 2, order: 'asc' });
  expect([page.data.map(({ id }) => id), page.has_more]).toEqual([ids.slice(0, 2), true]);
  const back = await assistants.list({ limit: 2, order: 'asc', before: `${ids[2]}` });
  expect(back.data.map(({ id }) => id)).toEqual(ids.slice(0, 2));
  expect(await assistants.update(`${ids[0]}`, { name: 'z', metadata: { a: 'b' } })).toMatchObject({
    name: 'z',
    metadata: { a: 'b' },
  });
  expect(await assistants.delete(`${ids[0]}`)).toMatchObject({ object: 'assistant.deleted', deleted: true });
  await expect(assistants.retrieve(`${ids[0]}`)).rejects.toMatchObject({ status: 404, param: 'assistant_id' });
  const thread = await threads.create();
  const { id } = await threads.messages.create(thread.id, { role: 'user', content: 'Hi' });
  expect(await threads.messages.update(id, { thread_id: thread.id, metadata: { x: 'y' } })).toMatchObject({
    metadata: { x: 'y' },
  });
  expect(await threads.delete(thread.id)).toMatchObject({ object: 'thread.deleted', deleted: true });
  await expect(threads.retrieve(thread.id)).rejects.toMatchObject({ status: 404 });
});
