import { openStorage } from '../../shared/azure/storage/storage.ts';
import { defineConfig } from '../../shared/config/define-config.ts';
import { checkEvaluations } from '../../shared/evaluations/config/check-evaluations.ts';
import type { EvaluationConfig } from '../../shared/evaluations/config/evaluation.ts';
import { cron, every, onResponse } from '../../shared/evaluations/config/when.ts';
import { pauseAtService } from '../../shared/evaluations/service/deployed-items.ts';
import { schedulesOf } from '../../shared/evaluations/service/deployed-schedules.ts';
import { reportMissedOccurrences } from '../../shared/evaluations/service/missed-occurrences.ts';
import { RUNS_TABLE, RunHistory } from '../../shared/evaluations/store/run-history.ts';
import { JOB_EVENTS_QUEUE } from '../../shared/jobs/notifications/cloud-event.ts';
import { evaluationsCommand } from '../../shared/operations/project/evaluations-command.ts';
import { startAzurite } from '../support/azurite.ts';
import { startEmulator, type TestEmulator } from '../support/emulator.ts';

const criterion = {
  type: 'string_check',
  name: 'exact',
  input: '{{sample.output_text}}',
  reference: 'Seoul',
  operation: 'eq',
};
const nightly: EvaluationConfig = {
  by: 'service',
  eval: { name: 'nightly', fields: ['query'], criteria: [criterion] },
  target: 'guide',
  data: { items: [{ query: 'What is the capital?' }] },
  when: cron('0 2 * * *', 'Asia/Seoul'),
};
const watch: EvaluationConfig = {
  by: 'service',
  eval: { name: 'watch', criteria: [criterion] },
  target: 'guide',
  when: onResponse({ share: 0.5, maxHourlyRuns: 3 }),
};

let emulator: TestEmulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());
beforeEach(async () => {
  await emulator.admin('POST', 'reset');
  await emulator.project.agents.createVersion('guide', { kind: 'prompt', model: 'gpt-4o' });
});

async function run(evaluations: Readonly<Record<string, EvaluationConfig>>, ...args: string[]) {
  const lines: string[] = [];
  const env = { FOUNDRY_PROJECT_ENDPOINT: emulator.endpoints.project };
  const print = (line: string) => lines.push(line);
  const exitCode = await evaluationsCommand({ config: defineConfig({ evaluations }), args, env, print });
  return { exitCode, printed: lines.join('\n') };
}
const schedules = () => emulator.project.beta.schedules;
const rules = () => emulator.project.evaluationRules;

it('creates schedules and rules once, and the service runs them', async () => {
  await run({ nightly, watch }, '--dry-run');
  await expect(schedules().get('nightly')).rejects.toMatchObject({ statusCode: 404 });
  expect(await run({ nightly, watch })).toEqual({
    exitCode: 0,
    printed: '+ nightly: new schedule\n+ watch: new rule',
  });
  expect((await run({ nightly, watch })).printed).toBe('= nightly: unchanged schedule\n= watch: unchanged rule');
  expect(await rules().get('watch')).toMatchObject({
    filter: { agentName: 'guide' },
    action: { samplingRate: 50, maxHourlyRuns: 3 },
  });
  await emulator.admin('POST', 'clock', { advance: 'P1DT1M' });
  const runs = [];
  for await (const one of schedules().listRuns('nightly')) runs.push(one);
  expect(runs).toMatchObject([{ success: true }]);
});

it('shows what was edited by hand, puts it right, and disables what left the config', async () => {
  await run({ nightly, watch });
  const schedule = await schedules().get('nightly');
  await schedules().createOrUpdate('nightly', { ...schedule, trigger: every(1, 'hours') as never });
  const rule = await rules().get('watch');
  await rules().createOrUpdate('watch', { ...rule, enabled: false });
  const shown = await run({ nightly, watch }, '--dry-run');
  expect(shown.printed).toMatch(/~ nightly: the schedule differs\n {4}trigger/);
  expect(shown.printed).toMatch(/~ watch: the rule differs\n {4}enabled\n {6}- false\n {6}\+ true/);
  expect((await schedules().get('nightly')).trigger).toMatchObject({ type: 'Recurrence' });
  await run({ nightly, watch });
  expect((await schedules().get('nightly')).trigger).toMatchObject({ type: 'Cron', expression: '0 2 * * *' });
  expect(await rules().get('watch')).toMatchObject({ enabled: true });

  expect((await run({})).printed).toContain('- nightly: left the config, the schedule is disabled\n- watch:');
  expect(await schedules().get('nightly')).toMatchObject({ enabled: false });
  expect(await rules().get('watch')).toMatchObject({ enabled: false });
});

it('never touches what it did not make, and leaves alone what a wrong entry stands for', async () => {
  await run({ nightly, watch });
  const { id: evalId } = await emulator.project.getOpenAIClient().evals.create({
    data_source_config: { type: 'custom', item_schema: { type: 'object', properties: {} } },
    testing_criteria: [{ ...criterion, input: 'a' } as never],
  });
  const item = { type: 'jsonl', source: { type: 'file_content', content: [{ item: {} }] } };
  const task = { type: 'Evaluation' as const, evalId, evalRun: { name: 'theirs', data_source: item } };
  await schedules().createOrUpdate('theirs', { enabled: true, trigger: every(1, 'hours') as never, task });
  const wrong = { ...nightly, when: cron('61 * * * *') };
  const { exitCode, printed } = await run({ nightly: wrong, theirs: nightly, watch });
  expect(exitCode).toBe(1);
  expect(printed).toMatch(
    /! theirs: The project has a schedule of this name that was not made from foundry\.config\.ts/,
  );
  expect(printed).toContain('! nightly: its entry is wrong; the schedule is left as it is');
  expect(printed).toContain('= watch: unchanged rule');
  expect(await schedules().get('theirs')).toMatchObject({ enabled: true, trigger: { type: 'Recurrence' } });
  expect(await schedules().get('nightly')).toMatchObject({ enabled: true });
});

it('tells, once, of what the service did not start', async () => {
  const azurite = await startAzurite();
  try {
    const storage = openStorage(azurite);
    const history = new RunHistory(storage.table(RUNS_TABLE));
    const note = () => {};
    const log = { debug: note, info: note, warn: note, error: note };
    const hourly = { ...nightly, when: cron('0 * * * *') };
    const { schedules: entries } = checkEvaluations({ hourly });
    let ahead = 0;
    const advance = async (minutes: number) => {
      ahead += minutes * 60_000;
      await emulator.admin('POST', 'clock', { advance: `PT${minutes}M` });
    };
    const look = async () => {
      const { beta } = emulator.project;
      await reportMissedOccurrences(entries, { beta, storage, history, log, now: Date.now() + ahead });
      return (await history.list('hourly', 100)).map(({ reason }) => reason);
    };
    await run({ hourly });
    await advance(345);
    expect(await look()).toEqual([]);
    const schedule = await schedules().get('hourly');
    await schedules().createOrUpdate('hourly', { ...schedule, enabled: false });
    await advance(180);
    const missed = await look();
    expect(missed.length).toBeGreaterThanOrEqual(2);
    expect(new Set(missed)).toEqual(new Set(['The service started no run; the schedule is disabled there.']));
    expect(await look()).toEqual(missed);
    const told = await storage.queue(JOB_EVENTS_QUEUE).receiveMessages({ numberOfMessages: 32 });
    expect(told.receivedMessageItems).toHaveLength(missed.length);

    // Occurrences during a pause over the API are not missed, also after it has ended.
    const [entry] = entries;
    if (entry === undefined) throw new Error('There is no entry.');
    const pause = (paused: boolean) => pauseAtService(schedulesOf(emulator.project), entry, paused, Date.now() + ahead);
    await pause(true);
    await advance(180);
    expect(await look()).toEqual(missed);
    await pause(false);
    await advance(40);
    expect(await look()).toEqual(missed);
  } finally {
    await azurite.stop();
  }
});

it('reports references that the project does not have, and deploys the other entries', async () => {
  const { by: _by, ...here } = nightly;
  const { exitCode, printed } = await run({
    nightly,
    one: { ...here, target: 'nobody' },
    two: { ...here, eval: 'eval_none' },
    three: { ...here, target: { model: 'gpt-99' } },
    four: { ...watch, by: 'backend', target: 'nobody' },
  });
  expect(exitCode).toBe(1);
  for (const place of [
    'evaluations.one.target: the project has no agent nobody: correct the name, or bring it there with npm run agents',
    'evaluations.two.eval: the project has no eval eval_none',
    'evaluations.three.target.model: the project has no deployment gpt-99',
    'evaluations.four.target: the project has no agent nobody',
  ])
    expect(printed).toContain(`! ${place}`);
  expect(printed).toContain('+ nightly: new schedule');
});
