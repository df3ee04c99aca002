import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AzureOpenAI } from 'openai';
import { type RunningService, startService } from '../../../../../local/platform/service.ts';
import { trustCertificate } from '../../../../../local/platform/trust.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'assistants-killed-'));
const running: RunningService[] = [];
afterAll(async () => {
  await Promise.all(running.map((service) => service.stop()));
  rmSync(folder, { recursive: true, force: true });
});

/** The script is new with each start: a turn of it is spoken again. */
const SCRIPT = {
  turns: [
    { when: 'call', calls: [{ name: 'leap', arguments: {} }], repeat: false },
    { when: 'think', text: 'Thought over.', delayMs: 120_000 },
    { when: 'call', text: 'Leapt.' },
  ],
};

async function start(): Promise<RunningService> {
  const service = await startService({
    name: 'The emulator',
    script: path.resolve('packages/foundry-emulator/src/main.mjs'),
    args: ['--port', '0', '--state', folder, '--log-format', 'json'],
    env: { ...process.env, FOUNDRY_PORT: '', FOUNDRY_MODEL_SCENARIO: JSON.stringify(SCRIPT) },
    logFile: path.join(folder, 'log'),
  });
  running.push(service);
  trustCertificate(`${service.ready.certificate}`);
  return service;
}
const clientOf = ({ ready }: RunningService) =>
  new AzureOpenAI({
    endpoint: `${ready.azureOpenAI}`,
    apiKey: 'x',
    apiVersion: '2024-10-01-preview',
    maxRetries: 0,
  });
const advance = async ({ ready }: RunningService, duration: string) => {
  await fetch(`${ready.admin}/clock`, { method: 'POST', body: JSON.stringify({ advance: duration }) });
};

it('runs go on after kill -9: one that thinks thinks anew, one that waits still waits, one too old has expired', async () => {
  let emulator = await start();
  let { threads, assistants } = clientOf(emulator).beta;
  const leap = { type: 'function' as const, function: { name: 'leap' } };
  const { id: assistant_id } = await assistants.create({ model: 'gpt-4o', tools: [leap] });
  const begin = async (content: string) => {
    const thread = await threads.create({ messages: [{ role: 'user', content }] });
    return threads.runs.create(thread.id, { assistant_id });
  };
  const calling = await begin('call');
  await threads.runs.poll(calling.id, { thread_id: calling.thread_id }, { pollIntervalMs: 10 });
  const thinking = await begin('think');

  await emulator.kill();
  emulator = await start();
  ({ threads, assistants } = clientOf(emulator).beta);
  const { threads: after } = clientOf(emulator).beta;
  const now = async ({ id, thread_id }: { id: string; thread_id: string }) => after.runs.retrieve(id, { thread_id });

  expect(['queued', 'in_progress']).toContain((await now(thinking)).status);
  const waiting = await now(calling);
  expect(waiting.status).toBe('requires_action');
  await expect(after.messages.create(waiting.thread_id, { role: 'user', content: 'x' })).rejects.toMatchObject({
    status: 400,
  });
  await advance(emulator, 'PT3M');
  const done = await after.runs.poll(thinking.id, { thread_id: thinking.thread_id }, { pollIntervalMs: 10 });
  expect(done.status).toBe('completed');
  const { data } = await after.messages.list(thinking.thread_id);
  expect(data.map(({ role, status }) => [role, status])).toEqual([
    ['assistant', 'completed'],
    ['user', 'completed'],
  ]);
  const steps = (await after.runs.steps.list(thinking.id, { thread_id: thinking.thread_id })).data;
  expect(steps.map(({ type, status }) => [type, status])).toEqual([['message_creation', 'completed']]);

  await emulator.stop();
  emulator = await start();
  const last = clientOf(emulator).beta.threads.runs;
  await advance(emulator, 'PT10M');
  const { thread_id } = calling;
  expect((await last.retrieve(calling.id, { thread_id })).status).toBe('expired');
  const tool_outputs = [{ tool_call_id: 'call', output: 'x' }];
  await expect(last.submitToolOutputs(calling.id, { thread_id, tool_outputs })).rejects.toMatchObject({ status: 400 });
}, 60_000);
