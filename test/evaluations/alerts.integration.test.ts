import { listEvaluations } from '../../shared/evaluations/api/list-evaluations.ts';
import { checkEvaluations } from '../../shared/evaluations/config/check-evaluations.ts';
import type { EvaluationConfig } from '../../shared/evaluations/config/evaluation.ts';
import { cron } from '../../shared/evaluations/config/when.ts';
import { startRun } from '../../shared/evaluations/start/start-run.ts';
import { stateFile } from '../../shared/evaluations/store/scheduler-state.ts';
import { readTrend } from '../../shared/evaluations/store/trend.ts';
import { JobHarness, type Meanwhile } from '../support/job-harness.ts';
import { entry } from './evaluation-app.ts';

const exact = {
  type: 'string_check',
  name: 'exact',
  input: '{{item.answer}}',
  reference: '{{item.expected}}',
  operation: 'eq',
};
const close = { name: 'close', fields: ['answer', 'expected'], criteria: [exact] };
const rows = (right: number) => ({
  items: Array.from({ length: 20 }, (_, at) => ({ answer: at < right ? 'Seoul' : 'Paris', expected: 'Seoul' })),
});

let world: JobHarness;
beforeAll(async () => {
  world = await JobHarness.start();
});
afterAll(() => world.stop());

interface Ran {
  readonly id: string;
  /** Alerts about this run: what, and why. */
  readonly alerts: readonly (readonly [news: string | undefined, reason: unknown])[];
}

let runs = 0;
async function run(
  name: string,
  right: number,
  changes: Partial<EvaluationConfig> = {},
  more: More = {},
): Promise<Ran> {
  await world.announcements();
  const { baseline, ...rest } = changes;
  // The config would reject a baseline that names a missing entry: here the entry is built by hand.
  const compared = baseline === undefined ? {} : { baseline };
  const made = { ...entry(name, { eval: close, data: rows(right), ...rest }), ...compared };
  const { record } = await startRun(made, `run ${runs++}`, world.services, more.label);
  await world.carry(record.id, more.meanwhile?.(record.id));
  const told = (await world.announcements()).filter(({ subject, data }) => subject === name && data.job === record.id);
  return { id: record.id, alerts: told.map(({ type, data }) => [type.split('.').at(-1), data.reason]) };
}

interface More {
  readonly label?: string;
  meanwhile?(id: string): readonly Meanwhile[];
}

it('sets a run beside those before it, and alerts when a gate fails and scores fall', async () => {
  const gated = { gates: { exact: { minPassRate: 0.9 } } };
  const good = await run('watched', 20, gated);
  expect(good.alerts).toEqual([]);
  const bad = await run('watched', 6, gated);
  expect(bad.alerts).toEqual([
    ['gate-failed', 'exact: pass rate 30 %, wanted 90 %'],
    ['scores-fell', expect.stringMatching(/^against the runs before: exact: pass rate 30 %, before 100 %/)],
  ]);
  expect(await world.result(bad.id)).toMatchObject({
    trend: [
      { job: good.id, verdict: 'passed' },
      { job: bad.id, verdict: 'failed' },
    ],
    baseline: { with: 'the runs before' },
    regressions: [{ criterion: 'exact', what: 'pass rate', now: 0.3, before: 1 }, { what: 'mean' }],
  });
  expect(await world.files.read(bad.id, 'trend.svg')).toContain('<polyline');
  expect(await world.files.read(bad.id, 'report.md')).toMatch(
    /## Trend[\s\S]*trend\.svg[\s\S]*Compared with the runs before: 2 fell\.[\s\S]*fell: exact/,
  );
  const config = checkEvaluations({ watched: { eval: close, data: rows(6), ...gated, when: cron('0 2 * * *') } });
  const list = await listEvaluations(config, {
    file: stateFile(world.storage),
    trendOf: (name) => readTrend(world.storage, name),
    waiting: async () => [],
    lookAtService: async () => () => ({ state: 'unknown', runs: [] }),
    ended: async () => new Set(),
    now: Date.now(),
  });
  expect(list.body).toMatchObject({
    evaluations: [
      {
        name: 'watched',
        baseline: 'latest',
        lastRun: { job: bad.id, passRates: { exact: 0.3 }, comparedWith: 'the runs before', regressions: [{}, {}] },
        trend: [{}, {}],
      },
    ],
  });
});

describe('a baseline that the entry names', () => {
  it('is the newest run of a label, however many runs came since', async () => {
    const labelled = { baseline: { label: '1.4' } };
    const first = await run('released', 20, labelled);
    expect(first.alerts).toEqual([['no-baseline', expect.stringContaining('is labelled 1.4')]]);
    await run('released', 20, {}, { label: '1.4' });
    for (const right of [6, 6, 6, 6, 6]) await run('released', right);
    // Against the runs before nothing would have fallen.
    expect((await run('released', 6)).alerts).toEqual([]);
    const { id, alerts } = await run('released', 6, labelled);
    expect(alerts).toEqual([['scores-fell', expect.stringContaining('against the run labelled 1.4: exact')]]);
    expect(await world.files.read(id, 'report.md')).toContain('Compared with the run labelled 1.4: 2 fell.');
  });

  it('is one run, by the job that carried it or by its id at the service', async () => {
    const good = await run('pinned', 20);
    const { runId } = (await world.result(good.id)) as { runId: string };
    for (const right of [3, 3]) await run('pinned', right);
    for (const pinned of [good.id, runId]) {
      const { alerts } = await run('pinned', 3, { baseline: { run: pinned } });
      expect(alerts).toEqual([['scores-fell', expect.stringContaining(`against the run ${pinned}: exact: pass rate`)]]);
    }
    for (const none of ['er-none', 'evalrun_none']) {
      const { id, alerts } = await run('pinned', 3, { baseline: { run: none } });
      expect(alerts).toEqual([['no-baseline', expect.stringContaining(none)]]);
      expect(await world.files.read(id, 'report.md')).toContain('✗ Not compared with the run ');
    }
  });

  it('is the last run of another entry', async () => {
    const { alerts } = await run('candidate', 5, { baseline: { evaluation: 'nobody' } });
    expect(alerts).toEqual([['no-baseline', expect.stringContaining('nobody has had no run that completed')]]);
    await run('model-in-use', 20);
    const better = await run('candidate', 5, { baseline: { evaluation: 'model-in-use' } });
    expect(better.alerts).toEqual([['scores-fell', expect.stringContaining('against the last run of model-in-use')]]);
  });

  it('is for evaluations only', async () => {
    const { evalId } = (await world.result((await run('alone', 20)).id)) as { evalId: string };
    await expect(world.accept('evaluation-run', { evalId, data: rows(1), baseline: 'latest' })).rejects.toMatchObject({
      code: 'invalid_request',
      message: expect.stringContaining('baseline: is for evaluations that have a past'),
    });
  });
});

it('alerts when rows had no verdict', async () => {
  const broken = {
    type: 'azure_ai_evaluator',
    name: 'f1',
    evaluator_name: 'builtin.f1_score',
    data_mapping: { response: '{{item.answer}}', ground_truth: '{{item.expected}}' },
    initialization_parameters: { threshold: 'high' },
  };
  const { id, alerts } = await run('broken', 20, { eval: { ...close, name: 'broken', criteria: [exact, broken] } });
  expect(alerts).toEqual([['ended-with-errors', 'Rows without a verdict: 20.']]);
  expect(await world.record(id)).toMatchObject({ state: 'succeeded' });
});

it('alerts when a run was interrupted, and leaves it out of the trend', async () => {
  const meanwhile = (id: string): readonly Meanwhile[] => [{ after: 1, do: () => world.wish(id, 'cancel') }];
  const slow = { eval: { ...close, name: 'slow' } };
  const { id, alerts } = await run('stopped', 20, slow, { meanwhile });
  expect(await world.record(id)).toMatchObject({ state: 'cancelled' });
  expect(alerts).toEqual([['ended-with-errors', expect.stringMatching(/^The run ended as cancell?ed\.$/)]]);
  expect(await readTrend(world.storage, 'stopped')).toEqual([]);
});
