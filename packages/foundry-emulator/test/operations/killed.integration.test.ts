import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type RunningService, startService } from '../../../../local/platform/service.ts';
import { trustCertificate } from '../../../../local/platform/trust.ts';
import { catalogue, type OperationId } from '../../src/spec/catalogue.ts';
import { type ApiClient, type ApiRequest, apiClientOf, type Fixture } from './api-client.ts';
import { MODEL_SCRIPT, writeSeed } from './equipped-emulator.ts';
import { assistant, message, thread } from './fixtures/assistants.ts';
import { conversation, response } from './fixtures/chat-and-responses.ts';
import { evaluation, run } from './fixtures/evaluations.ts';
import { file, memoryStore } from './fixtures/files-and-vector-stores.ts';
import { fixtures } from './fixtures/index.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'foundry-killed-'));
const running: RunningService[] = [];
afterAll(async () => {
  await Promise.all(running.map((service) => service.stop()));
  rmSync(folder, { recursive: true, force: true });
});

async function start(): Promise<ApiClient & { kill: () => Promise<void> }> {
  const service = await startService({
    name: 'The emulator',
    script: path.resolve('packages/foundry-emulator/src/main.mjs'),
    args: ['--port', '0', '--state', path.join(folder, 'state'), '--seed', writeSeed(folder), '--log-format', 'json'],
    env: {
      ...process.env,
      FOUNDRY_PORT: '',
      FOUNDRY_UPLOADS_PER_SECOND: 'off',
      FOUNDRY_MODEL_SCENARIO: JSON.stringify(MODEL_SCRIPT),
    },
    logFile: path.join(folder, 'log'),
  });
  running.push(service);
  const { foundryProject, azureOpenAI, admin, certificate } = service.ready;
  trustCertificate(`${certificate}`);
  await fetch(`${admin}/clock`, { method: 'POST', body: JSON.stringify({ scale: 0 }) });
  const endpoints = { project: `${foundryProject}`, azureOpenAI: `${azureOpenAI}`, admin: `${admin}` };
  return { ...apiClientOf({ endpoints }), kill: () => service.kill() };
}

/** A page of a list names the emulator's port, which is another one after a start. */
const withoutPort = (text: string) => text.replace(/localhost:\d+/g, 'localhost');

it('answers every reading operation after kill -9 as it did before', async () => {
  const before = await start();
  const reading = catalogue.filter(({ method }) => method === 'GET').map(({ id }) => id as OperationId);
  const orders = new Map<OperationId, ApiRequest>();
  for (const id of reading) orders.set(id, await fixtures[id](before));
  const readAll = async ({ send }: ApiClient) => {
    const answers: Record<string, string> = {};
    for (const [id, order] of orders) {
      const { status, text } = await send(id, order);
      answers[id] = withoutPort(`${status} ${text}`);
    }
    return answers;
  };
  const expected = await readAll(before);
  expect(Object.entries(expected).filter(([, answer]) => !answer.startsWith('200'))).toEqual([]);
  await before.kill();
  const after = await start();
  expect(await readAll(after)).toEqual(expected);
  await after.kill();
});

/** Created objects, by the parameters that read them. */
const made: readonly (readonly [OperationId, (api: ApiClient) => ReturnType<Fixture>])[] = [
  ['Conversations_GetConversation', async (api) => ({ params: await conversation(api) })],
  ['Files_GetFileContent', async (api) => ({ params: await file(api) })],
  ['Responses_GetResponse', async (api) => ({ params: await response(api) })],
  ['Evals_GetEvalRun', async (api) => ({ params: await run(api) })],
  ['Evals_GetEval', async (api) => ({ params: await evaluation(api) })],
  ['Get_Assistant', async (api) => ({ params: await assistant(api) })],
  ['Get_Message', async (api) => ({ params: await message(api, await thread(api)) })],
  ['MemoryStores_GetMemoryStore', async (api) => ({ params: await memoryStore(api) })],
];

it('has everything that was acknowledged before kill -9 came into the middle of it', async () => {
  const before = await start();
  const acknowledged: [OperationId, ApiRequest][] = [];
  let killed: Promise<void> | undefined;
  const maker = async ([id, make]: (typeof made)[number]) => {
    try {
      for (;;) {
        acknowledged.push([id, await make(before)]);
        if (acknowledged.length >= 200) killed ??= before.kill();
      }
    } catch (error) {
      // Only work that was running at the kill may end like this.
      if (!killed) throw error;
    }
  };
  await Promise.all(made.map(maker));
  await killed;
  const after = await start();
  const lost: string[] = [];
  for (const [id, order] of acknowledged) {
    const { status } = await after.send(id, order);
    if (status !== 200) lost.push(`${id} ${JSON.stringify(order)}: ${status}`);
  }
  expect(new Set(acknowledged.map(([id]) => id)).size).toBe(made.length);
  expect(lost).toEqual([]);
});
