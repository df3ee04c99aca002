import { listEvaluations } from '../../shared/evaluations/api/list-evaluations.ts';
import { listRuns } from '../../shared/evaluations/api/list-runs.ts';
import { setPaused } from '../../shared/evaluations/api/pause-evaluation.ts';
import { runNow } from '../../shared/evaluations/api/run-now.ts';
import { RESPONSES_TABLE, WaitingResponses } from '../../shared/evaluations/responses/waiting-responses.ts';
import { tickServices } from '../../shared/evaluations/scheduler/execute-command.ts';
import { schedulerTick } from '../../shared/evaluations/scheduler/scheduler-tick.ts';
import { readStart, STARTS_QUEUE } from '../../shared/evaluations/start/start-queue.ts';
import { giveUpStart, startOccurrence, startRun } from '../../shared/evaluations/start/start-run.ts';
import { jobOf } from '../../shared/evaluations/store/occurrences.ts';
import { RUNS_TABLE, RunHistory } from '../../shared/evaluations/store/run-history.ts';
import { stateFile } from '../../shared/evaluations/store/scheduler-state.ts';
import { JobHarness } from '../support/job-harness.ts';
import { entry } from './evaluation-app.ts';

const HOUR = 3_600_000;
const close = {
  name: 'close',
  fields: ['answer', 'expected'],
  criteria: [
    { type: 'string_check', name: 'exact', input: '{{item.answer}}', reference: '{{item.expected}}', operation: 'eq' },
  ],
};
const data = {
  items: [
    { answer: 'Seoul', expected: 'Seoul' },
    { answer: 'Paris', expected: 'Seoul' },
  ],
};
const gated = { eval: close, data, gates: { exact: { minPassRate: 0.9 } } };

let world: JobHarness;
let history: RunHistory;
let waiting: WaitingResponses;
let now: number;
beforeAll(async () => {
  world = await JobHarness.start();
  history = new RunHistory(world.storage.table(RUNS_TABLE));
  waiting = new WaitingResponses(world.storage.table(RESPONSES_TABLE));
  now = Date.now();
});
afterAll(() => world.stop());

const services = () => ({ ...world.services, history });
const ticks = () => ({ ...tickServices(world.services, history, waiting), now: () => now });

/** Takes the starts that wait, as the queue's function does. */
async function starts(entries: Parameters<typeof schedulerTick>[0]): Promise<number> {
  const queue = world.storage.queue(STARTS_QUEUE);
  const { receivedMessageItems } = await queue.receiveMessages({ numberOfMessages: 32 });
  for (const { messageText, messageId, popReceipt } of receivedMessageItems) {
    await startOccurrence(readStart(messageText), entries, services());
    await queue.deleteMessage(messageId, popReceipt);
  }
  return receivedMessageItems.length;
}

/** The number of runs that `GET /api/evaluations` shows for an entry. */
async function runningOf(one: ReturnType<typeof entry>): Promise<unknown> {
  const { body } = await listEvaluations(
    { entries: [one], schedules: [], rules: [], refused: [] },
    {
      ...ticks(),
      trendOf: async () => [],
      lookAtService: async () => () => ({ state: 'unknown', runs: [] }),
      now,
    },
  );
  return (body as { evaluations: { running: number }[] }).evaluations[0]?.running;
}

it('runs a scheduled evaluation once, with two hosts on one storage account, and its gate fails', async () => {
  const nightly = entry('nightly', gated);
  await schedulerTick([nightly], ticks());
  now += HOUR;
  await Promise.all([schedulerTick([nightly], ticks()), schedulerTick([nightly], ticks())]);
  expect(await starts([nightly])).toBeGreaterThanOrEqual(1);
  expect(world.started).toHaveLength(1);
  const { id } = world.started[0] ?? { id: '' };
  expect(await runningOf(nightly)).toBe(1);
  await world.carry(id);
  // The next occurrence, and with it the next look of the scheduler at this entry, is an hour away.
  expect(await runningOf(nightly)).toBe(0);
  expect(await world.record(id)).toMatchObject({ state: 'succeeded', verdict: 'failed', subject: 'nightly' });
  expect((await listRuns('nightly', history, world.services)).body).toMatchObject({
    runs: [{ outcome: 'started', job: { id, verdict: 'failed' } }],
  });
  expect(await world.calls('Evals_CreateEvalRun')).toBe(1);
  expect((await stateFile(world.storage).read()).state.outbox).toEqual([]);
});

it('tells of a start that is refused, and lets the others be', async () => {
  await world.announcements();
  const wrong = entry('wrong', { ...gated, eval: 'eval_none', gates: {} });
  const good = entry('good', gated);
  await schedulerTick([wrong, good], ticks());
  now += HOUR;
  await schedulerTick([wrong, good], ticks());
  await starts([wrong, good]);
  expect(await history.list('wrong', 5)).toMatchObject([
    { outcome: 'refused', reason: expect.stringContaining('There is no eval eval_none') },
  ]);
  expect(await history.list('good', 5)).toMatchObject([{ outcome: 'started' }]);
  const told = (await world.announcements()).filter(({ subject }) => subject === 'wrong');
  expect(told).toMatchObject([{ type: 'foundry-functions.evaluation.refused', data: { evaluation: 'wrong' } }]);
});

it('runs now when asked, the same key once, and leaves out what falls into a pause', async () => {
  const hourly = entry('hourly', gated);
  const before = world.started.length;
  const asked = { kind: 'evaluation', evaluation: hourly } as const;
  const { body } = await runNow(asked, { key: 'before the release' }, services());
  expect((await runNow(asked, { key: 'before the release' }, services())).body).toMatchObject({
    id: Reflect.get(body as object, 'id'),
  });
  expect(new Set(world.started.slice(before).map(({ id }) => id)).size).toBe(1);

  await schedulerTick([hourly], ticks());
  const clients = () => Promise.reject(new Error('The service has no part in it.'));
  const pauses = () => ({ file: stateFile(world.storage), waiting, clients, now });
  await setPaused(asked, true, pauses());
  now += 3 * HOUR;
  await schedulerTick([hourly], ticks());
  await setPaused(asked, false, pauses());
  await schedulerTick([hourly], ticks());
  expect(await starts([hourly])).toBe(0);
  now += HOUR;
  await schedulerTick([hourly], ticks());
  expect(await starts([hourly])).toBe(1);
});

it('tells of a start that broke every time, unless it had been made', async () => {
  await world.announcements();
  const at = Date.parse('2026-01-01T00:00:00Z');
  const message = { id: 'evaluation/broken/2026-01-01T00:00:00.000Z', name: 'broken', at, attempt: 1 };
  await giveUpStart(message, services());
  await giveUpStart(message, services());
  expect(await history.list('broken', 5)).toMatchObject([{ outcome: 'refused' }]);
  expect(await world.announcements()).toMatchObject([{ type: 'foundry-functions.evaluation.refused' }]);
});

it('takes a start that comes again after the config has changed for the run it was', async () => {
  const at = Date.parse('2026-01-02T00:00:00Z');
  const message = { id: 'evaluation/changed/2026-01-02T00:00:00.000Z', name: 'changed', at, attempt: 1 };
  await startRun(entry('changed', gated), message.id, services());
  await startOccurrence(message, [entry('changed', { ...gated, gates: {} })], services());
  expect(await history.list('changed', 5)).toMatchObject([{ outcome: 'started', job: jobOf(message.id) }]);
});
