import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { trustCertificate } from '../../../local/platform/trust.ts';
import { openStorage, type Storage } from '../../../shared/azure/storage/storage.ts';
import { checkEvaluations } from '../../../shared/evaluations/config/check-evaluations.ts';
import { scheduleOf } from '../../../shared/evaluations/scheduler/plan.ts';
import { STARTS_QUEUE } from '../../../shared/evaluations/start/start-queue.ts';
import { RUNS_TABLE, RunHistory } from '../../../shared/evaluations/store/run-history.ts';
import { stateFile } from '../../../shared/evaluations/store/scheduler-state.ts';
import { openaiClient } from '../../../shared/foundry/openai-client.ts';
import { buildTestApp } from '../../support/build-test-app.ts';
import { localPlatform, type TestPlatform } from '../../support/platform.ts';
import { sameMinute } from './entries.ts';

export interface SameMinute {
  /** Runs that were made at the service, by the name of their evaluation. */
  readonly made: ReadonlyMap<string, number>;
  /** From the tick that found them due until the last run was made. */
  readonly seconds: number;
}

interface Options {
  readonly count: number;
  /** Host processes on the one storage account; every one of them ticks. */
  readonly hosts: number;
  readonly jitter: string;
  readonly patienceMs: number;
}

/** Has evaluations fall due together, on the real host with Durable Functions and real storage, and counts the runs that come of it. */
export async function runSameMinute({ count, hosts, jitter, patienceMs }: Options): Promise<SameMinute> {
  const due = new Date(Date.now() - 60_000).toISOString();
  const app = await buildTestApp('test/evaluations/same-minute/app.ts');
  const platform = await localPlatform({
    app,
    watchBlobs: false,
    hostEnv: {
      EVALUATIONS_COUNT: `${count}`,
      EVALUATIONS_AT: due,
      EVALUATIONS_JITTER: jitter,
      LOCAL_HOST_TEST_CLOCK: 'true',
    },
  });
  try {
    const urls = [platform.endpoints.functions];
    // Durable Functions of the local host are each process's own: one host carries the jobs, and all tick.
    const ticksOnly = { 'AzureWebJobs.evaluationStarts.Disabled': 'true' };
    for (let more = 1; more < hosts; more++) urls.push(`${(await platform.anotherHost(ticksOnly)).ready.url}`);
    const storage = openStorage({ connectionString: platform.endpoints.storage });
    await knownSince(Date.parse(due) - 1, sameMinute(count, due, jitter), storage);
    const begun = performance.now();
    await Promise.all(urls.flatMap((url) => [tick(url), tick(url), tick(url)]));
    await allStarted(count, storage, patienceMs);
    const made = await runsMade(platform, count, patienceMs);
    return { made, seconds: (performance.now() - begun) / 1000 };
  } finally {
    await platform.stop();
    rmSync(app, { recursive: true, force: true });
  }
}

/** As if the app had ticked before they fell due: it does not make up for what was due before it knew an entry. */
async function knownSince(since: number, evaluations: ReturnType<typeof sameMinute>, storage: Storage): Promise<void> {
  const { entries } = checkEvaluations(evaluations);
  const known = (entry: (typeof entries)[number]) => ({
    schedule: scheduleOf(entry),
    since,
    active: [],
    waiting: [],
    starts: [],
  });
  const file = stateFile(storage);
  for (;;) {
    const { etag } = await file.read();
    const state = { entries: Object.fromEntries(entries.map((entry) => [entry.name, known(entry)])), outbox: [] };
    if (await file.write(state, etag)) return;
  }
}

async function tick(url: string): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${url}/admin/functions/evaluationsTick`, { method: 'POST', headers, body: '{}' });
  if (answer.status !== 202) throw new Error(`The tick was answered ${answer.status}.`);
}

/** Waits until every start has been taken from its queue, those that came twice, too. */
async function allStarted(count: number, storage: Storage, patienceMs: number): Promise<void> {
  const history = new RunHistory(storage.table(RUNS_TABLE));
  const last = `e${count - 1}`;
  await until(patienceMs, async () => {
    if ((await history.list(last, 1)).length === 0) return false;
    const { approximateMessagesCount } = await storage.queue(STARTS_QUEUE).getProperties();
    return approximateMessagesCount === 0;
  });
}

/** Runs at the service by evaluation, when all of them have one that has ended. */
async function runsMade(platform: TestPlatform, count: number, patienceMs: number): Promise<Map<string, number>> {
  trustCertificate(platform.endpoints.certificate);
  const openai = await openaiClient({ FOUNDRY_PROJECT_ENDPOINT: platform.endpoints.foundryProject });
  const made = new Map<string, number>();
  await until(patienceMs, async () => {
    made.clear();
    for await (const { id } of openai.evals.list({ limit: 100 })) {
      for await (const { name } of openai.evals.runs.list(id, { limit: 100 }))
        made.set(name, (made.get(name) ?? 0) + 1);
    }
    return made.size >= count;
  });
  return made;
}

async function until(patienceMs: number, done: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + patienceMs; !(await done()); await sleep(200)) {
    if (Date.now() > end) throw new Error('It does not come to an end.');
  }
}
