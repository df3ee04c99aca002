import { defineConfig } from '../../shared/config/define-config.ts';
import { nextOccurrence } from '../../shared/core/schedules/next-occurrence.ts';
import { listEvaluations } from '../../shared/evaluations/api/list-evaluations.ts';
import { entryNamed, listOccurrences } from '../../shared/evaluations/api/list-occurrences.ts';
import { listRuns } from '../../shared/evaluations/api/list-runs.ts';
import { setPaused } from '../../shared/evaluations/api/pause-evaluation.ts';
import { runNow } from '../../shared/evaluations/api/run-now.ts';
import type { EvaluationConfig } from '../../shared/evaluations/config/evaluation.ts';
import { cron, every, onResponse } from '../../shared/evaluations/config/when.ts';
import { acceptResponse } from '../../shared/evaluations/responses/accept-response.ts';
import { RESPONSES_TABLE, WaitingResponses } from '../../shared/evaluations/responses/waiting-responses.ts';
import { tickServices } from '../../shared/evaluations/scheduler/execute-command.ts';
import { schedulerTick } from '../../shared/evaluations/scheduler/scheduler-tick.ts';
import { shownServiceRuns } from '../../shared/evaluations/service/service-runs.ts';
import { readServiceState } from '../../shared/evaluations/service/service-state.ts';
import { RUNS_TABLE, RunHistory } from '../../shared/evaluations/store/run-history.ts';
import { stateFile } from '../../shared/evaluations/store/scheduler-state.ts';
import { readTrend } from '../../shared/evaluations/store/trend.ts';
import { evaluationsCommand } from '../../shared/operations/project/evaluations-command.ts';
import { JobHarness } from '../support/job-harness.ts';

const city = {
  type: 'string_check',
  name: 'city',
  input: '{{sample.output_text}}',
  reference: 'Seoul',
  operation: 'like',
};
const onResponses = { name: 'names the city', criteria: [city] };
const evaluations: Record<string, EvaluationConfig> = {
  nightly: {
    by: 'service',
    eval: { name: 'nightly', fields: ['query'], criteria: [city] },
    target: 'guide',
    data: { items: [{ query: 'Capital?' }] },
    when: cron('0 2 * * *', 'Asia/Seoul'),
  },
  live: { by: 'service', eval: onResponses, target: 'guide', when: onResponse() },
  watch: { eval: { ...onResponses, name: 'watched here' }, target: 'guide', when: onResponse() },
};
const config = defineConfig({ evaluations });
const entry = (name: string) => entryNamed(name, config.evaluations);

let world: JobHarness;
let history: RunHistory;
let waiting: WaitingResponses;
beforeAll(async () => {
  const script = { turns: [{ repeat: true, text: 'Seoul it is.' }] };
  world = await JobHarness.start({ FOUNDRY_MODEL_SCENARIO: JSON.stringify(script) });
  for (const name of ['guide', 'other'])
    await world.emulator.project.agents.createVersion(name, { kind: 'prompt', model: 'gpt-4o' });
  history = new RunHistory(world.storage.table(RUNS_TABLE));
  waiting = new WaitingResponses(world.storage.table(RESPONSES_TABLE));
});
afterAll(() => world.stop());

const clients = async () => ({ project: world.emulator.project, openai: world.openai });
const services = () => ({ ...world.services, history });
const pause = (name: string, paused = true) =>
  setPaused(entry(name), paused, { file: stateFile(world.storage), waiting, clients, now: world.services.now() });
const ask = async (name: string) => {
  const body = { input: 'Capital?', agent_reference: { type: 'agent_reference', name } };
  return (await world.openai.responses.create(body as never)).id;
};
async function sync(): Promise<string> {
  const printed: string[] = [];
  const env = { FOUNDRY_PROJECT_ENDPOINT: world.emulator.endpoints.project };
  await evaluationsCommand({ config, args: [], env, print: (line) => printed.push(line) });
  return printed.join('\n');
}
async function listed(name: string): Promise<unknown> {
  const { body } = await listEvaluations(config.evaluations, {
    file: stateFile(world.storage),
    trendOf: (one) => readTrend(world.storage, one),
    waiting: (rule) => waiting.list(rule),
    lookAtService: () => readServiceState(config.evaluations, clients),
    ended: tickServices(world.services, history, waiting).ended,
    now: world.services.now(),
  });
  const { evaluations: all } = body as { evaluations: { name: string }[] };
  return all.find((one) => one.name === name);
}
async function runs(name: string): Promise<unknown[]> {
  const theirs = async (limit: number) => shownServiceRuns(entry(name), config.evaluations, await clients(), limit);
  const { body } = await listRuns(name, history, world.services, name === 'watch' ? undefined : theirs);
  return (body as { runs: unknown[] }).runs;
}

describe('what the service carries out', () => {
  it('says what to do when it is not there yet, or belongs to others', async () => {
    await expect(pause('nightly')).rejects.toMatchObject({ code: 'evaluation_not_brought', status: 409 });
    expect(await listed('live')).toMatchObject({ state: 'missing', problem: expect.stringContaining('npm run') });
    const { evaluationRules } = world.emulator.project;
    await sync();
    const rule = await evaluationRules.get('live');
    await evaluationRules.createOrUpdate('live', { ...rule, description: 'Mine now.' });
    await expect(pause('live')).rejects.toMatchObject({ code: 'evaluation_not_ours', status: 409 });
    expect(await listed('live')).toMatchObject({ state: 'not ours' });
    await evaluationRules.createOrUpdate('live', rule);
  });

  it('is paused there, stays so when the config is brought, and goes on when it is resumed', async () => {
    const { beta, evaluationRules } = world.emulator.project;
    await pause('nightly');
    await pause('live');
    expect(await beta.schedules.get('nightly')).toMatchObject({ enabled: false });
    expect(await evaluationRules.get('live')).toMatchObject({ enabled: false });
    expect(await sync()).toBe('= nightly: unchanged schedule, paused\n= live: unchanged rule, paused');
    const schedule = await beta.schedules.get('nightly');
    await beta.schedules.createOrUpdate('nightly', { ...schedule, trigger: every(1, 'hours') as never });
    expect(await sync()).toContain('~ nightly: the schedule is put right, paused');
    expect(await beta.schedules.get('nightly')).toMatchObject({ enabled: false, trigger: { type: 'Cron' } });
    expect(await listed('nightly')).toMatchObject({ state: 'paused' });
    expect(await listed('live')).toMatchObject({ state: 'paused' });

    await pause('nightly', false);
    await pause('live', false);
    expect(await sync()).toBe('= nightly: unchanged schedule\n= live: unchanged rule');
    expect(await beta.schedules.get('nightly')).toMatchObject({ enabled: true });
    expect(await evaluationRules.get('live')).toMatchObject({ enabled: true });
    expect(await listed('nightly')).toMatchObject({ state: 'on', next: expect.any(String) });
  });

  it('is run now here, and its runs there are listed beside those', async () => {
    const { body } = await runNow(entry('nightly'), { key: 'now', body: '{"label":"1.0"}' }, services());
    const { id } = body as { id: string };
    await world.carry(id);
    expect(await world.record(id)).toMatchObject({ state: 'succeeded', subject: 'nightly' });
    const { now } = await world.emulator.admin<{ now: string }>('GET', 'clock');
    const next = nextOccurrence(cron('0 2 * * *', 'Asia/Seoul'), Date.parse(now), 0) ?? Number.NaN;
    const seconds = Math.ceil((next - Date.parse(now)) / 1000);
    for (const advance of [`PT${seconds}S`, 'PT10M']) await world.emulator.admin('POST', 'clock', { advance });
    const found = await runs('nightly');
    expect(found).toContainEqual(expect.objectContaining({ outcome: 'started', job: expect.objectContaining({ id }) }));
    expect(found).toContainEqual({
      outcome: 'started',
      occurrence: expect.stringMatching(/T17:00:00\.000Z$/),
      run: { id: expect.any(String), status: 'completed', rows: expect.anything(), passRates: { city: 1 } },
    });
    expect(found).toHaveLength(2);
    expect(await listed('nightly')).toMatchObject({ lastRun: { job: id, label: '1.0', passRates: { city: 1 } } });
  });

  it('has no calendar and no rows of its own when it is a rule', async () => {
    expect(() => listOccurrences(entry('live'), {}, 0)).toThrow(/it has no calendar/);
    expect(listOccurrences(entry('nightly'), {}, 0).body).toMatchObject({ occurrences: { length: 30 } });
    await expect(runNow(entry('live'), {}, services())).rejects.toMatchObject({ code: 'no_responses', status: 409 });
    const [mine, others] = [await ask('guide'), await ask('other')];
    const body = (responses: string[]) => ({ key: responses.join(), body: JSON.stringify({ responses }) });
    await expect(runNow(entry('nightly'), body([mine]), services())).rejects.toMatchObject({ code: 'invalid_request' });
    await expect(runNow(entry('live'), body([mine, others]), services())).rejects.toMatchObject({
      code: 'invalid_responses',
      message: expect.stringContaining(`${others}: it is of other, not of guide`),
    });
    const { id } = (await runNow(entry('live'), body([mine]), services())).body as { id: string };
    await world.carry(id);
    expect(await world.result(id)).toMatchObject({ rows: 1, criteria: [{ criterion: 'city', passed: 1 }] });
    await world.emulator.admin('POST', 'clock', { advance: 'PT10M' });
    const ended = expect.objectContaining({ run: expect.objectContaining({ status: 'completed' }) });
    // The rule itself has evaluated the answer, too.
    expect(await runs('live')).toEqual([ended, expect.objectContaining({ job: expect.objectContaining({ id }) })]);
    expect(await listed('live')).toMatchObject({ state: 'on', lastRun: { passRates: { city: 1 } } });
  });

  it('is shown although the service cannot be asked', async () => {
    const broken = () => Promise.reject(new Error('no way through'));
    const at = await readServiceState(config.evaluations, broken);
    expect(at('nightly')).toMatchObject({ state: 'unknown', problem: expect.stringContaining('no way through') });
  });
});

it('pauses a rule that this app carries out: nothing starts, and what waited is not made up for', async () => {
  const { rules } = config.evaluations;
  const ours = rules.filter(({ by }) => by === 'backend');
  const take = async () => {
    const responseId = await ask('guide');
    await acceptResponse({ responseId, agent: 'guide' }, ours, { ...services(), waiting });
  };
  const ticks = () => schedulerTick([], tickServices(world.services, history, waiting), ours);
  await pause('watch');
  await take();
  await ticks();
  expect(await listed('watch')).toMatchObject({ state: 'paused', waiting: 1 });
  await pause('watch', false);
  expect(await listed('watch')).toMatchObject({ state: 'on', waiting: 0 });
  await ticks();
  expect((await stateFile(world.storage).read()).state.outbox).toEqual([]);
  await take();
  await pause('watch', false);
  expect(await listed('watch')).toMatchObject({ state: 'on', waiting: 1 });
  await ticks();
  expect(await listed('watch')).toMatchObject({ waiting: 0 });
});
