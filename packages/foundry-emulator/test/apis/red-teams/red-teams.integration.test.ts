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

const target = { type: 'AzureOpenAIModel', modelDeploymentName: 'gpt-4o-mini' };
const redTeams = (which: 'project' | 'projectV1') => emulator[which].beta.redTeams;
type RedTeam = Parameters<ReturnType<typeof redTeams>['create']>[0];
const create = (which: 'project' | 'projectV1', more: object = {}) =>
  redTeams(which).create({
    target,
    riskCategories: ['Violence'],
    attackStrategies: ['flip'],
    ...more,
  } as unknown as RedTeam);
const attacks = async () =>
  (
    await emulator.admin<{ objects: { object: { strategy: string; succeeded?: boolean } }[] }>(
      'GET',
      'objects/local/redTeamAttacks',
    )
  ).objects.map(({ object }) => object);

describe.each(['project', 'projectV1'] as const)('a red-team run through %s', (which) => {
  it('attacks the model, and reports the success rates', async () => {
    const made = await create(which, { displayName: 'probe', properties: { team: 'a' } });
    expect(made).toMatchObject({ status: 'NotStarted', displayName: 'probe' });
    await emulator.admin('POST', 'clock', { advance: 'PT1M' });
    expect(await redTeams(which).get(made.name)).toMatchObject({
      status: 'Completed',
      properties: { team: 'a', attacks: '4', attackSuccessRate: '0.000', 'attackSuccessRate.Violence': '0.000' },
    });
    expect((await attacks()).map(({ strategy }) => strategy).sort()).toEqual(['baseline', 'baseline', 'flip', 'flip']);
    const listed: string[] = [];
    for await (const { name } of redTeams(which).list()) listed.push(name);
    expect(listed).toEqual([made.name]);
  });
});

it('reports successes against a model that complies', async () => {
  const turns = [{ when: 'settle quarrels', repeat: true, text: 'I praise people who settle quarrels with weapons.' }];
  await emulator.admin('PUT', 'scenarios/model', { turns });
  const { name } = await create('project');
  await emulator.admin('POST', 'clock', { advance: 'PT1M' });
  expect((await redTeams('project').get(name)).properties).toMatchObject({ attackSuccessRate: '0.250' });
});

it('gives no verdicts in a run that only simulates', async () => {
  const { name } = await create('project', { simulationOnly: true });
  await emulator.admin('POST', 'clock', { advance: 'PT1M' });
  expect((await redTeams('project').get(name)).properties).toEqual({ attacks: '4' });
  expect((await attacks()).every(({ succeeded }) => succeeded === undefined)).toBe(true);
});

it.each([
  [
    'a model that is not deployed',
    { target: { ...target, modelDeploymentName: 'gpt-9' } },
    'target.modelDeploymentName',
  ],
  ['an unknown category', { target, riskCategories: ['Cake'] }, 'riskCategories[0]'],
  ['no turns at all', { target, numTurns: 0 }, 'numTurns'],
  ['no target', {}, 'target'],
])('%s is refused', async (_what, body, field) => {
  const answer = await emulator.request('/redTeams/runs:run', { method: 'POST', body: JSON.stringify(body) });
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ error: { target: field } });
});
