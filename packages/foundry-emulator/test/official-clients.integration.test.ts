import OpenAI, { toFile } from 'openai';
import { startEmulator, type TestEmulator } from '../../../test/support/emulator.ts';

/** Operations that the groups' own tests call bare, called by the official clients that have them. */
let emulator: TestEmulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());

const v1 = () => emulator.projectV1.getOpenAIClient({ maxRetries: 0 });
const advance = (duration: string) => emulator.admin('POST', 'clock', { advance: duration });

const EXACT = {
  type: 'string_check',
  name: 'exact',
  operation: 'eq',
  input: '{{item.a}}',
  reference: 'x',
} as const;
const content = [{ item: { a: 'x' } }, { item: { a: 'y' } }];
const rows = () => ({ type: 'jsonl' as const, source: { type: 'file_content' as const, content } });

async function makeEval(): Promise<string> {
  const item_schema = { type: 'object', properties: { a: { type: 'string' } } };
  const data_source_config = { type: 'custom', item_schema } as const;
  return (await v1().evals.create({ data_source_config, testing_criteria: [EXACT] })).id;
}

it('an agent is made and changed by the preview client', async () => {
  const { agents } = emulator.projectBeta;
  const definition = { kind: 'prompt', model: 'gpt-4o-mini', instructions: 'Be brief.' } as const;
  expect(await agents.create('porter', definition)).toMatchObject({
    name: 'porter',
    versions: { latest: { version: '1' } },
  });
  const changed = await agents.update('porter', { ...definition, instructions: 'Be kind.' });
  expect(changed).toMatchObject({ versions: { latest: { version: '2' } } });
});

it('a run is called off', async () => {
  await emulator.admin('POST', 'clock', { scale: 0 });
  const evalId = await makeEval();
  const { id } = await v1().evals.runs.create(evalId, { data_source: rows() });
  expect(await v1().evals.runs.cancel(id, { eval_id: evalId })).toMatchObject({ id, status: 'canceled' });
});

it('an insight, and a run of a schedule, are read by their ids', async () => {
  await emulator.admin('POST', 'clock', { scale: 0 });
  const evalId = await makeEval();
  const [baseline, treatment] = [
    await v1().evals.runs.create(evalId, { data_source: rows() }),
    await v1().evals.runs.create(evalId, { data_source: rows() }),
  ];
  await advance('PT1H');
  const { insights, schedules } = emulator.projectV1.beta;
  const request = {
    type: 'EvaluationComparison',
    evalId,
    baselineRunId: baseline.id,
    treatmentRunIds: [treatment.id],
  };
  const made = await insights.generate({ displayName: 'Equal?', request } as never);
  expect(await insights.get(made.insight_id)).toMatchObject({ insight_id: made.insight_id, displayName: 'Equal?' });

  await schedules.createOrUpdate('daily', {
    enabled: true,
    trigger: { type: 'Recurrence', interval: 1, schedule: { type: 'Daily', hours: [3] } },
    task: { type: 'Evaluation', evalId, evalRun: { data_source: rows() } },
  } as never);
  await advance('P1D');
  const runs = [];
  for await (const run of schedules.listRuns('daily')) runs.push(run);
  const [run] = runs;
  expect(runs).toHaveLength(1);
  expect(await schedules.getRun('daily', `${run?.runId}`)).toMatchObject({ runId: run?.runId, success: true });
});

it('a memory store is read, and a scope of it forgotten', async () => {
  const { memoryStores } = emulator.projectV1.beta;
  const definition = { kind: 'default', chat_model: 'gpt-4o-mini', embedding_model: 'text-embedding-3-small' };
  await memoryStores.create('m', definition as never, { description: 'of people' });
  expect(await memoryStores.get('m')).toMatchObject({ name: 'm', description: 'of people' });
  expect(await memoryStores.deleteScope('m', 'ann')).toMatchObject({ name: 'm', scope: 'ann', deleted: true });
});

it('speech is translated in v1, and a message of a thread read', async () => {
  const azure = new OpenAI({ apiKey: 'x', baseURL: `${emulator.endpoints.azureOpenAI}/openai/v1`, maxRetries: 0 });
  const speech = await azure.audio.speech.create({
    model: 'tts',
    voice: 'alloy',
    input: 'Hello',
    response_format: 'wav',
  });
  const file = await toFile(Buffer.from(await speech.arrayBuffer()), 'hello.wav');
  expect((await azure.audio.translations.create({ model: 'whisper', file })).text).toMatch(/\w/);

  const { threads } = emulator.azureOpenAI.beta;
  const { id } = await threads.create();
  const message = await threads.messages.create(id, { role: 'user', content: 'Hello' });
  expect(await threads.messages.retrieve(message.id, { thread_id: id })).toEqual(message);
});
