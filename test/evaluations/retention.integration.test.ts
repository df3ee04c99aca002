import { openStorage, type Storage } from '../../shared/azure/storage/storage.ts';
import { RESPONSES_TABLE, WaitingResponses } from '../../shared/evaluations/responses/waiting-responses.ts';
import { executeCommand } from '../../shared/evaluations/scheduler/execute-command.ts';
import { STALE_ENTRY_RETENTION_MS } from '../../shared/evaluations/scheduler/plan.ts';
import { schedulerTick } from '../../shared/evaluations/scheduler/scheduler-tick.ts';
import { RUNS_TABLE, RunHistory } from '../../shared/evaluations/store/run-history.ts';
import { stateFile } from '../../shared/evaluations/store/scheduler-state.ts';
import { addToTrend, MOST_RUNS, readTrend, type TrendRun } from '../../shared/evaluations/store/trend.ts';
import { startAzurite } from '../support/azurite.ts';
import { entry } from './evaluation-app.ts';

const DAY = 86_400_000;

let azurite: Awaited<ReturnType<typeof startAzurite>>;
let storage: Storage;
let history: RunHistory;
let waiting: WaitingResponses;
beforeAll(async () => {
  azurite = await startAzurite();
  storage = openStorage(azurite);
  history = new RunHistory(storage.table(RUNS_TABLE));
  waiting = new WaitingResponses(storage.table(RESPONSES_TABLE));
});
afterAll(() => azurite.stop());

it('purges what became of occurrences when it is old, of every entry', async () => {
  const now = Date.parse('2026-06-01T00:00:00Z');
  expect(await history.purge(new Date(now), Number.POSITIVE_INFINITY)).toBe(0);
  const days = (count: number) => new Date(now - count * DAY);
  for (const name of ['a', 'b']) {
    for (let day = 0; day < 6; day++)
      await history.keep({ id: `evaluation/${name}/${day}`, name, occurrence: days(day), outcome: 'started' });
  }
  expect(await history.purge(days(3.5), Date.now() - 1)).toBe(0);
  expect(await history.purge(days(3.5), Number.POSITIVE_INFINITY)).toBe(4);
  for (const name of ['a', 'b'])
    expect((await history.list(name, 10)).map(({ occurrence }) => occurrence)).toEqual([0, 1, 2, 3].map(days));
});

const trendRun = (at: number, label?: string): TrendRun => ({
  job: `er-${at}`,
  at,
  evalId: 'eval_1',
  scores: [],
  ...(label === undefined ? {} : { label }),
});

it('remembers thirty runs, and older ones that have a label', async () => {
  await addToTrend(storage, 'labelled', trendRun(0, '1.0'));
  await addToTrend(storage, 'labelled', trendRun(1, '1.0'));
  for (let at = 2; at < MOST_RUNS + 3; at++) await addToTrend(storage, 'labelled', trendRun(at));
  const kept = (await readTrend(storage, 'labelled')).map(({ at }) => at);
  expect(kept).toEqual([1, ...Array.from({ length: MOST_RUNS }, (_, at) => at + 3)]);
});

it('lets go of an entry that left the config a month ago, of its trend and of its responses', async () => {
  const file = stateFile(storage);
  let now = Date.parse('2026-06-01T00:00:00Z');
  const means = { storage, history, waiting };
  const services = {
    file,
    now: () => now,
    ended: async () => new Set<string>(),
    waiting: async () => [],
    execute: (todo: Parameters<typeof executeCommand>[0], moment: number) => executeCommand(todo, moment, means),
    log: { info: () => {}, warn: () => {}, error: () => {} },
  };
  const [stays, leaves] = [entry('stays'), entry('leaves')];
  await schedulerTick([stays, leaves], services);
  await addToTrend(storage, 'leaves', trendRun(0));
  await waiting.add('leaves', 'resp_1', now);
  const known = async () => Object.keys((await file.read()).state.entries).toSorted();

  await schedulerTick([stays], services);
  now += STALE_ENTRY_RETENTION_MS - DAY;
  await schedulerTick([stays], services);
  // Wrong for now, or the service's: it is in the config.
  await schedulerTick([stays], services, [], [{ name: 'leaves' }]);
  now += 2 * DAY;
  await schedulerTick([stays], services);
  expect(await known()).toEqual(['leaves', 'stays']);
  now += STALE_ENTRY_RETENTION_MS;
  await schedulerTick([stays], services);
  expect(await known()).toEqual(['stays']);
  expect(await readTrend(storage, 'leaves')).toEqual([]);
  expect(await waiting.list('leaves')).toEqual([]);
  await waiting.add('leaves', 'resp_1', now);
  expect(await waiting.list('leaves')).toEqual(['resp_1']);
});

it('removes responses once, also when another process removed some of them, and records them as skipped', async () => {
  const responses = Array.from({ length: 120 }, (_, at) => `resp_${at}`);
  for (const response of responses) await waiting.add('busy', response, 0);
  await waiting.take('busy', responses.slice(50, 60));
  const drop = { do: 'drop', id: 'evaluation/busy/too-many/x', name: 'busy', at: 0, responses } as const;
  for (let again = 0; again < 2; again++)
    await executeCommand({ ...drop, responses: [...responses] }, 0, { storage, history, waiting });
  expect(await waiting.list('busy')).toEqual([]);
  expect(await history.list('busy', 5)).toMatchObject([
    { outcome: 'left out', count: 120, reason: 'too many were waiting already' },
  ]);
});
