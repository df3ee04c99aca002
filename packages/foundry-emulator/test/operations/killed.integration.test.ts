import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type RunningService, startService } from '../../../../local/platform/service.ts';
import { trustCertificate } from '../../../../local/platform/trust.ts';
import { catalogue, type OperationId } from '../../src/spec/catalogue.ts';
import { type Kitchen, kitchenOf, type Order, type Recipe } from './api-client.ts';
import { MODEL_SCRIPT, writeSeed } from './equipped-emulator.ts';
import { assistant, message, thread } from './fixtures/assistants.ts';
import { conversation, response } from './fixtures/chat-and-responses.ts';
import { evaluation, run } from './fixtures/evaluations.ts';
import { file, memoryStore } from './fixtures/files-and-vector-stores.ts';
import { recipes } from './fixtures/index.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'foundry-killed-'));
const running: RunningService[] = [];
afterAll(async () => {
  await Promise.all(running.map((service) => service.stop()));
  rmSync(folder, { recursive: true, force: true });
});

async function start(): Promise<Kitchen & { kill: () => Promise<void> }> {
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
  return { ...kitchenOf({ endpoints }), kill: () => service.kill() };
}

/** A page of a list names the emulator's port, which is another one after a start. */
const withoutPort = (text: string) => text.replace(/localhost:\d+/g, 'localhost');

it('answers every reading operation after kill -9 as it did before', async () => {
  const before = await start();
  const reading = catalogue.filter(({ method }) => method === 'GET').map(({ id }) => id as OperationId);
  const orders = new Map<OperationId, Order>();
  for (const id of reading) orders.set(id, await recipes[id](before));
  const readAll = async ({ send }: Kitchen) => {
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

/** What is made, over and over, by the parameters that it is read by. */
const made: readonly (readonly [OperationId, (kitchen: Kitchen) => ReturnType<Recipe>])[] = [
  ['Conversations_GetConversation', async (kitchen) => ({ params: await conversation(kitchen) })],
  ['Files_GetFileContent', async (kitchen) => ({ params: await file(kitchen) })],
  ['Responses_GetResponse', async (kitchen) => ({ params: await response(kitchen) })],
  ['Evals_GetEvalRun', async (kitchen) => ({ params: await run(kitchen) })],
  ['Evals_GetEval', async (kitchen) => ({ params: await evaluation(kitchen) })],
  ['Get_Assistant', async (kitchen) => ({ params: await assistant(kitchen) })],
  ['Get_Message', async (kitchen) => ({ params: await message(kitchen, await thread(kitchen)) })],
  ['MemoryStores_GetMemoryStore', async (kitchen) => ({ params: await memoryStore(kitchen) })],
];

it('has everything that was acknowledged before kill -9 came into the middle of it', async () => {
  const before = await start();
  const acknowledged: [OperationId, Order][] = [];
  let killed: Promise<void> | undefined;
  const maker = async ([id, make]: (typeof made)[number]) => {
    try {
      for (;;) {
        acknowledged.push([id, await make(before)]);
        if (acknowledged.length >= 200) killed ??= before.kill();
      }
    } catch (error) {
      // What was under way when it was killed ends like this, and nothing else may.
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
