import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { trustCertificate } from '../../local/platform/trust.ts';
import { openStorage } from '../../shared/azure/storage/storage.ts';
import { RESPONSES_QUEUE } from '../../shared/evaluations/responses/response-messages.ts';
import { openaiClient } from '../../shared/foundry/openai-client.ts';
import { projectClient } from '../../shared/foundry/project-client.ts';
import { buildTestApp } from '../support/build-test-app.ts';
import { localPlatform, type TestPlatform } from '../support/platform.ts';

const PATIENCE_MS = 90_000;

let app: string;
let platform: TestPlatform;
beforeAll(async () => {
  app = await buildTestApp('test/evaluations/live-app/app.ts');
  const script = { turns: [{ repeat: true, text: 'Seoul it is.' }] };
  platform = await localPlatform({
    app,
    watchBlobs: false,
    hostEnv: { LOCAL_HOST_TEST_CLOCK: 'true' },
    foundryEnv: { FOUNDRY_MODEL_SCENARIO: JSON.stringify(script), FOUNDRY_RESPONSES_QUEUE: RESPONSES_QUEUE },
  });
  trustCertificate(platform.endpoints.certificate);
});
afterAll(async () => {
  await platform?.stop();
  rmSync(app, { recursive: true, force: true });
});

const post = async (path: string, body: object, base = `${platform.endpoints.functions}/api`) => {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${base}/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: answer.status, body: (await answer.json().catch(() => ({}))) as Record<string, unknown> };
};
const get = async <T>(path: string): Promise<T> =>
  (await fetch(`${platform.endpoints.functions}/api/${path}`)).json() as Promise<T>;

async function until<T>(look: () => Promise<T>, done: (value: T) => boolean): Promise<T> {
  for (const end = Date.now() + PATIENCE_MS; ; await sleep(100)) {
    const value = await look();
    if (done(value)) return value;
    if (Date.now() > end) throw new Error(`It does not come to that: ${JSON.stringify(value)}`);
  }
}

interface Run {
  readonly outcome: string;
  readonly job: { readonly id: string; readonly state: string; readonly verdict?: string };
}
const runs = async () => (await get<{ runs: Run[] }>('evaluations/watch/runs')).runs;
const waiting = async () => {
  const { evaluations } = await get<{ evaluations: { waiting: number }[] }>('evaluations');
  return evaluations[0]?.waiting;
};
async function rowsOf(job: string): Promise<number> {
  const results = await openStorage({ connectionString: platform.endpoints.storage }).container('results');
  const text = await results.getBlobClient(`${job}/result.json`).downloadToBuffer();
  return (JSON.parse(text.toString()) as { rows: number }).rows;
}
/** Moves the host's timers on: the tick of evaluations is among them, every minute. */
const advance = (time: string) => post('host/clock', { advance: time }, `${platform.endpoints.functions}/admin`);
const minute = () => advance('PT1M');

it('carries live responses over queue, timer and job to an evaluated run, each once, within the hourly cap', async () => {
  const env = { FOUNDRY_PROJECT_ENDPOINT: platform.endpoints.foundryProject };
  await projectClient(env).agents.createVersion('guide', { kind: 'prompt', model: 'gpt-4o' });
  const openai = await openaiClient(env);
  const ask = async () => {
    const body = { input: 'Capital?', agent_reference: { type: 'agent_reference', name: 'guide' } };
    return (await openai.responses.create(body as never)).id;
  };
  const first = [await ask(), await ask(), await ask()];
  // The timer may come between them by itself: then fewer are in the run, and the others wait.
  await until(async () => (await waiting()) === 3 || (await runs()).length > 0, Boolean);
  await minute();
  const [run] = await until(runs, ([one]) => one?.job.state === 'succeeded');
  expect(run).toMatchObject({ outcome: 'started', job: { kind: 'evaluation-run', verdict: 'passed' } });
  const rows = await rowsOf(`${run?.job.id}`);
  expect(rows).toBeGreaterThanOrEqual(1);

  // Told of again, and a new one: the first is known, the second finds no room within the hour.
  const [again] = first;
  const told = await post('agent-responses', { responses: [{ responseId: again, agent: 'guide' }] });
  expect(told).toEqual({ status: 202, body: { queued: 1, notSampled: 0 } });
  await ask();
  await until(waiting, (count) => count === 4 - rows);
  for (let more = 0; more < 3; more++) await minute();
  expect(await waiting()).toBe(4 - rows);
  expect(await runs()).toHaveLength(1);
  // An hour after the first run there is room again.
  await advance('PT1H');
  const [second] = await until(runs, (all) => all.length === 2 && all[0]?.job.state === 'succeeded');
  expect(await rowsOf(`${second?.job.id}`)).toBe(4 - rows);

  const bad = await post('agent-responses', { responses: [{ responseId: 'a b', agent: 'guide' }] });
  expect(bad).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
  const others = await post('agent-responses', { responses: [{ responseId: 'resp_1', agent: 'nobody' }] });
  expect(others.body).toEqual({ queued: 0, notSampled: 1 });
});
