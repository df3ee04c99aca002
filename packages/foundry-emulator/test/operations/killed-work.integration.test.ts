import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import OpenAI, { toFile } from 'openai';
import { type RunningService, startService } from '../../../../local/platform/service.ts';
import { trustCertificate } from '../../../../local/platform/trust.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'foundry-killed-'));
const running: RunningService[] = [];
afterAll(async () => {
  await Promise.all(running.map((service) => service.stop()));
  rmSync(folder, { recursive: true, force: true });
});

async function start(): Promise<RunningService> {
  const service = await startService({
    name: 'The emulator',
    script: path.resolve('packages/foundry-emulator/src/main.mjs'),
    args: ['--port', '0', '--state', folder, '--log-format', 'json'],
    env: { ...process.env, FOUNDRY_PORT: '' },
    logFile: path.join(folder, 'log'),
  });
  running.push(service);
  trustCertificate(`${service.ready.certificate}`);
  return service;
}

const openai = ({ ready }: RunningService) =>
  new OpenAI({ baseURL: `${ready.foundryProject}/openai/v1`, apiKey: 'x', maxRetries: 0 });
const advance = async ({ ready }: RunningService, duration: string) => {
  await fetch(`${ready.admin}/clock`, { method: 'POST', body: JSON.stringify({ advance: duration }) });
};

async function itemsOf(client: OpenAI, evalId: string, runId: string): Promise<number[]> {
  const found: number[] = [];
  for await (const item of client.evals.runs.outputItems.list(runId, { eval_id: evalId, limit: 50 }))
    found.push(item.datasource_item_id);
  return found;
}

it('work under way goes on after kill -9: jobs, runs, and what they have kept', async () => {
  let emulator = await start();
  let client = openai(emulator);
  const lines = Array.from({ length: 60 }, (_, at) =>
    JSON.stringify({
      messages: [
        { role: 'user', content: `${at}` },
        { role: 'assistant', content: `${at}` },
      ],
    }),
  );
  const training = await client.files.create({
    file: await toFile(Buffer.from(lines.join('\n')), 'a.jsonl'),
    purpose: 'fine-tune',
  });
  const job = await client.fineTuning.jobs.create({ model: 'gpt-4o-mini', training_file: training.id });
  const criteria = [
    {
      type: 'string_check' as const,
      name: 'same',
      operation: 'eq' as const,
      input: '{{item.a}}',
      reference: '{{item.a}}',
    },
  ];
  const evaluation = await client.evals.create({
    data_source_config: { type: 'custom', item_schema: { type: 'object' } },
    testing_criteria: criteria,
  });
  const content = Array.from({ length: 80 }, (_, at) => ({ item: { a: `${at}` } }));
  const run = await client.evals.runs.create(evaluation.id, {
    data_source: { type: 'jsonl', source: { type: 'file_content', content } },
  });

  // Thrice: while files are read and rows queue, and twice in the middle of both.
  for (const elapsed of ['PT1S', 'PT4S', 'PT4S']) {
    await advance(emulator, elapsed);
    await emulator.kill();
    emulator = await start();
    client = openai(emulator);
  }
  expect((await client.evals.runs.retrieve(run.id, { eval_id: evaluation.id })).status).toBe('in_progress');
  await advance(emulator, 'PT2H');

  expect(await client.evals.runs.retrieve(run.id, { eval_id: evaluation.id })).toMatchObject({
    status: 'completed',
    result_counts: { total: 80, passed: 80, failed: 0, errored: 0 },
  });
  expect(await itemsOf(client, evaluation.id, run.id)).toEqual(content.map((_, at) => at));
  const done = await client.fineTuning.jobs.retrieve(job.id);
  expect(done).toMatchObject({ status: 'succeeded', result_files: [expect.any(String)] });
  const results = await client.files.list({ purpose: 'fine-tune-results' });
  expect(results.data.map(({ id }) => id)).toEqual(done.result_files);
});
