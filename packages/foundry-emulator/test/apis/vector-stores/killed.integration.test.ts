import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import OpenAI, { toFile } from 'openai';
import { type RunningService, startService } from '../../../../../local/platform/service.ts';
import { trustCertificate } from '../../../../../local/platform/trust.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'foundry-killed-'));
const running: RunningService[] = [];
afterAll(async () => {
  await Promise.all(running.map((service) => service.stop()));
  rmSync(folder, { recursive: true, force: true });
});

async function start(): Promise<OpenAI> {
  const service = await startService({
    name: 'The emulator',
    script: path.resolve('packages/foundry-emulator/src/main.mjs'),
    args: ['--port', '0', '--state', folder, '--log-format', 'json'],
    env: {
      ...process.env,
      FOUNDRY_PORT: '',
      FOUNDRY_INDEXING_SECONDS: '0',
      FOUNDRY_UPLOADS_PER_SECOND: 'off',
    },
    logFile: path.join(folder, 'log'),
  });
  running.push(service);
  trustCertificate(`${service.ready.certificate}`);
  return new OpenAI({ baseURL: `${service.ready.foundryProject}/openai/v1`, apiKey: 'x', maxRetries: 0 });
}

it('resumes indexing after kill -9, each file once, and keeps indexed files', async () => {
  let client = await start();
  const text = (at: number) => `Number ${at} has the keyword marker${at}. `.repeat(20);
  const upload = async (at: number) =>
    client.files.create({ file: await toFile(Buffer.from(text(at)), `${at}.txt`), purpose: 'assistants' });
  const files = await Promise.all(Array.from({ length: 60 }, (_, at) => upload(at)));
  const { id } = await client.vectorStores.create({});
  const batch = await client.vectorStores.fileBatches.create(id, { file_ids: files.map((file) => file.id) });
  await running.at(-1)?.kill();
  client = await start();
  const ended = await client.vectorStores.fileBatches.poll(id, batch.id, { pollIntervalMs: 50 });
  expect(ended).toMatchObject({ status: 'completed', file_counts: { completed: 60, total: 60 } });
  await running.at(-1)?.kill();
  client = await start();
  expect((await client.vectorStores.retrieve(id)).file_counts).toMatchObject({ completed: 60, total: 60 });
  const { data } = await client.vectorStores.search(id, { query: 'marker42' });
  expect(data.filter(({ filename }) => filename === '42.txt')).toHaveLength(1);
  expect(data[0]?.filename).toBe('42.txt');
});

it('indexes an interrupted large file again, once', async () => {
  await running.at(-1)?.kill();
  let client = await start();
  const words = Array.from({ length: 300_000 }, (_, at) => `word${at % 977}`).join(' ');
  const content = Buffer.from(`${words} The last word is finishingline.`);
  const file = await client.files.create({ file: await toFile(content, 'large.txt'), purpose: 'assistants' });
  const { id } = await client.vectorStores.create({ file_ids: [file.id] });
  for (let life = 0; life < 3; life++) {
    // It has begun by then, or not, or has ended: whatever the moment, nothing may be lost.
    await new Promise((resolve) => setTimeout(resolve, life * 300));
    await running.at(-1)?.kill();
    client = await start();
  }
  const taken = await client.vectorStores.files.poll(id, file.id, { pollIntervalMs: 50 });
  expect(taken.status).toBe('completed');
  const { data } = await client.vectorStores.files.content(file.id, { vector_store_id: id });
  expect(data.filter(({ text }) => text?.includes('finishingline'))).toHaveLength(1);
});
