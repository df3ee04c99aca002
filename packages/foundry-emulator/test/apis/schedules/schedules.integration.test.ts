import { startEmulator, type TestEmulator } from '../../../../../test/support/emulator.ts';

let emulator: TestEmulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());
beforeEach(async () => {
  await emulator.admin('POST', 'reset');
  await emulator.admin('POST', 'clock', { scale: 0 });
});

type Schedules = TestEmulator['projectV1']['beta']['schedules'];

/** 2.0.0-beta.3 has them without `beta`; the methods are the same. */
const schedulesOf = (which: 'project' | 'projectV1' | 'projectBeta') => {
  const project = emulator[which] as unknown as { beta?: { schedules: Schedules }; schedules: Schedules };
  return project.beta?.schedules ?? project.schedules;
};
/** A walk of pages in the released client; one page, when it has come, in 2.0.0-beta.3. */
async function firingsOf(schedules: Schedules, id: string) {
  const found: unknown = await schedules.listRuns(id);
  const page = found as { value?: Awaited<ReturnType<Schedules['getRun']>>[] };
  return page.value ?? gather(found as ReturnType<Schedules['listRuns']>);
}

const evals = () => emulator.projectV1.getOpenAIClient({ maxRetries: 0 }).evals;

async function gather<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const each of pages) all.push(each);
  return all;
}

async function makeEval(): Promise<string> {
  const made = await evals().create({
    data_source_config: { type: 'custom', item_schema: { type: 'object' } },
    testing_criteria: [
      { type: 'string_check', name: 'same', operation: 'eq', input: '{{item.a}}', reference: '{{item.b}}' },
    ],
  } as never);
  return made.id;
}

const RUN = {
  name: 'nightly',
  data_source: { type: 'jsonl', source: { type: 'file_content', content: [{ item: { a: 'x', b: 'x' } }] } },
};
const DAILY = { type: 'Recurrence', interval: 1, schedule: { type: 'Daily', hours: [9] } } as const;
const request = (evalId: string, more: object = {}) =>
  ({ enabled: true, trigger: DAILY, task: { type: 'Evaluation', evalId, evalRun: RUN }, ...more }) as never;
const advance = (duration: string) => emulator.admin('POST', 'clock', { advance: duration });

describe.each(['project', 'projectV1', 'projectBeta'] as const)('the client %s', (which) => {
  it('creates, reads, lists and deletes a schedule that starts evaluation runs', async () => {
    const schedules = schedulesOf(which);
    const evalId = await makeEval();
    const made = await schedules.createOrUpdate('nightly', request(evalId, { displayName: 'Nightly' }));
    expect(made).toMatchObject({ displayName: 'Nightly', enabled: true, provisioningStatus: 'Succeeded' });
    await advance('P2DT1M');
    const firings = await firingsOf(schedules, 'nightly');
    expect(firings).toHaveLength(2);
    expect(firings.map(({ success }) => success)).toEqual([true, true]);
    const runs = await gather(evals().runs.list(evalId));
    expect(runs.map(({ status, name }) => [status, name])).toEqual([
      ['completed', 'nightly'],
      ['completed', 'nightly'],
    ]);
    expect(firings.map(({ properties }) => properties.evalRunId).sort()).toEqual(runs.map(({ id }) => id).sort());
    expect(await gather(schedules.list())).toHaveLength(1);
    expect(await schedules.get('nightly')).toMatchObject({ task: { evalId } });
    await schedules.delete('nightly');
    await expect(schedules.get('nightly')).rejects.toMatchObject({ statusCode: 404 });
  });
});

const put = (id: string, body: unknown) =>
  emulator.request(`/schedules/${id}`, { method: 'PUT', body: JSON.stringify(body) });

it('answers 201, then 200; keeps properties and lets tags change', async () => {
  const evalId = await makeEval();
  expect((await put('s', request(evalId, { properties: { a: '1' }, tags: { t: '1' } }))).status).toBe(201);
  const second = await put('s', request(evalId, { properties: { b: '2' }, tags: {} }));
  expect(second.status).toBe(200);
  expect(await second.json()).toMatchObject({ properties: { a: '1', b: '2' }, tags: {} });
  const third = await put('s', request(evalId, { properties: { a: '9' } }));
  expect(third.status).toBe(400);
  expect(await third.json()).toMatchObject({ error: { target: 'properties.a' } });
});

it('does not fire while disabled', async () => {
  const evalId = await makeEval();
  await put('s', request(evalId, { enabled: false }));
  await advance('P3D');
  await put('s', request(evalId));
  await advance('P1D');
  expect(await gather(schedulesOf('projectV1').listRuns('s'))).toHaveLength(1);
});

it('records a run that failed to start', async () => {
  const evalId = await makeEval();
  await put('s', request(evalId));
  await evals().delete(evalId);
  await advance('P1D');
  const [run] = await gather(schedulesOf('projectV1').listRuns('s'));
  expect(run).toMatchObject({ success: false, error: expect.stringContaining(evalId) });
});

it.each([
  ['trigger.timeZone', { trigger: { ...DAILY, timeZone: 'Mars/Base' } }],
  ['trigger.expression', { trigger: { type: 'Cron', expression: '61 * * * *' } }],
  ['trigger.expression', { trigger: { type: 'Cron', expression: '0 0 31 2 *' } }],
  ['trigger.endTime', { trigger: { ...DAILY, startTime: '2027-01-02T00:00:00Z', endTime: '2027-01-01T00:00:00Z' } }],
  ['trigger.triggerAt', { trigger: { type: 'OneTime', triggerAt: 'tomorrow' } }],
  ['task.evalId', { task: { type: 'Evaluation', evalId: 'eval_none', evalRun: RUN } }],
])('names the field %s that is wrong', async (target, more) => {
  const answer = await put('s', request(await makeEval(), more));
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ error: { target } });
});
