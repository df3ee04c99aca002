import { startRun } from '../../shared/evaluations/start/start-run.ts';
import { inOtherProject } from '../../shared/foundry/other-project.ts';
import { JobHarness } from '../support/job-harness.ts';
import { entry } from './evaluation-app.ts';

const definition = {
  name: 'names the city',
  fields: ['query'],
  criteria: [
    { type: 'string_check', name: 'city', input: '{{sample.output_text}}', reference: 'Seoul', operation: 'like' },
  ],
};

let world: JobHarness;
beforeAll(async () => {
  const script = { turns: [{ repeat: true, text: 'Seoul it is.' }] };
  world = await JobHarness.start({ FOUNDRY_MODEL_SCENARIO: JSON.stringify(script) });
});
afterAll(() => world.stop());

it('evaluates an agent of another project there, with rows from our blobs, and leaves no file behind', async () => {
  const project = world.emulator.endpoints.project.replace(/\/local$/, '/theirs');
  const theirs = await world.services.context.inProject(project);
  const { agents } = theirs.project as typeof world.emulator.project;
  await agents.createVersion('their-agent', { kind: 'prompt', model: 'gpt-4o' });
  await world.blob('evaluation-data/questions.jsonl', '{"query":"Capital?"}\n{"query":"And now?"}\n');
  const asked = { eval: definition, project, target: 'their-agent', data: { blob: 'evaluation-data/questions.jsonl' } };
  const nightly = entry('nightly', { ...asked, gates: { city: { minPassRate: 1 } } });
  const { record } = await startRun(nightly, 'one', world.services);
  await world.carry(record.id);
  expect(await world.record(record.id)).toMatchObject({ state: 'succeeded', verdict: 'passed' });
  expect(await world.result(record.id)).toMatchObject({ rows: 2, criteria: [{ criterion: 'city', passed: 2 }] });

  const { evalId } = (await world.result(record.id)) as { evalId: string };
  expect((await theirs.openai.evals.runs.list(evalId)).data).toHaveLength(1);
  expect((await theirs.openai.files.list()).data).toEqual([]);
  expect((await world.openai.evals.list()).data).toEqual([]);
});

it('sends a token to no host but Foundry’s, and to this machine only from this machine', () => {
  const mine = { FOUNDRY_PROJECT_ENDPOINT: 'https://mine.services.ai.azure.com/api/projects/p' };
  const theirs = 'https://theirs.services.ai.azure.com/api/projects/q';
  expect(inOtherProject(theirs, mine)).toEqual({ FOUNDRY_PROJECT_ENDPOINT: theirs });
  expect(() => inOtherProject('https://localhost:7443/api/projects/q', mine)).toThrow('is a project on this machine');
  for (const host of ['evil.westeurope.cloudapp.azure.com', 'evil.example', 'services.ai.azure.com.evil.example'])
    expect(() => inOtherProject(`https://${host}/api/projects/q`, mine)).toThrow('no token is sent there');
});
