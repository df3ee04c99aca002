import { jobView } from '../../shared/jobs/store/job-view.ts';
import { chatRows, JobHarness } from '../support/job-harness.ts';

const HOUR = 3_600_000;

let world: JobHarness;
let evalId: string;

beforeAll(async () => {
  world = await JobHarness.start({ FOUNDRY_FINE_TUNING_SECONDS: '600' });
  await world.blob('training-data/good.jsonl', chatRows(30));
  const made = await world.openai.evals.create({
    name: 'says something',
    data_source_config: {
      type: 'custom',
      item_schema: { type: 'object', properties: { query: { type: 'string' } }, required: ['query'] },
      include_sample_schema: true,
    },
    testing_criteria: [
      { type: 'string_check', name: 'not empty', input: '{{sample.output_text}}', reference: '', operation: 'ne' },
    ],
  });
  evalId = made.id;
});
afterAll(() => world.stop());
afterEach(() => world.emulator.admin('DELETE', 'faults'));

let count = 0;
const request = (compare: object = {}, more: object = {}) => {
  count += 1;
  const items = Array.from({ length: 12 }, (_, at) => ({ query: `Where is order ${at}?` }));
  return {
    model: 'gpt-4o-mini',
    training: 'training-data/good.jsonl',
    suffix: `cmp-${count}`,
    compare: { evalId, data: { items }, ...compare },
    ...more,
  };
};
const runs = async (key: string) => {
  const found = [];
  for await (const run of world.openai.evals.runs.list(evalId)) {
    if (run.metadata?.idempotencyKey?.startsWith(key)) found.push(run);
  }
  return found;
};

describe('a fine-tuning job with a comparison', () => {
  it('asks base and tuned model the same, and says which is better, with confidence', async () => {
    const job = await world.run('fine-tuning', request());
    expect(job).toMatchObject({
      state: 'succeeded',
      kind: 'fine-tuning',
      serviceId: expect.stringMatching(/^ftjob-/),
      laterStages: { comparison: expect.stringMatching(/^evalrun_\w+\+evalrun_\w+$/) },
    });
    expect(jobView(job).stages).toEqual([
      { kind: 'fine-tuning', serviceId: job.serviceId },
      { kind: 'comparison', serviceId: job.laterStages?.comparison },
    ]);
    expect(await world.result(job.id)).toMatchObject({
      fineTunedModel: expect.stringMatching(/^ft:/),
      comparison: {
        evalId,
        targets: { base: { model: 'gpt-4o-mini' }, tuned: { model: expect.stringMatching(/^ft:/) } },
        criteria: [
          {
            criterion: 'not empty',
            pairs: 12,
            leftOut: 0,
            verdict: expect.any(String),
            difference: { mean: expect.any(Number), low: expect.any(Number), high: expect.any(Number) },
          },
        ],
      },
    });
    const report = await world.files.read(job.id, 'report.md');
    expect(report).toContain(`| Fine-tuning at the service | ${job.serviceId} |`);
    expect(report).toContain('| Comparison at the service |');
    expect(report).toContain('## Training');
    expect(report).toContain('## Comparison');
    expect(report).toContain('95 % confidence');
    expect(await world.files.read(job.id, 'items-tuned.jsonl')).toBeDefined();
    expect(await runs(job.id)).toHaveLength(2);
  });

  it('starts each of the two runs once, whatever happens to the answers', async () => {
    await world.faults(
      { operation: 'Evals_CreateEvalRun', drop: 'after', times: 1 },
      { operation: 'Evals_CreateEvalRun', status: 500, afterEffect: true, times: 1 },
    );
    const job = await world.run('fine-tuning', request());
    expect(job.state).toBe('succeeded');
    expect((await runs(job.id)).map(({ metadata }) => metadata?.idempotencyKey).toSorted()).toEqual([
      `${job.id}:base`,
      `${job.id}:tuned`,
    ]);
  });

  it('waits until the tuned model is deployed', async () => {
    const { id } = await world.accept('fine-tuning', request({ tunedDeployment: 'not-deployed-yet' }));
    await world.carry(id, [{ after: 6 * HOUR, do: () => world.wish(id, 'cancel') }]);
    expect(world.logged).toContainEqual(
      expect.stringMatching(/Waiting for the tuned model to be deployed as "not-deployed-yet"/),
    );
    // The training itself was done: that is what the job was for.
    expect(await world.record(id)).toMatchObject({ state: 'succeeded', reason: { code: 'comparison_cancelled' } });
    expect(await runs(id)).toEqual([]);
  });

  it('succeeds with a remark when the comparison does not', async () => {
    const job = await world.run('fine-tuning', request({ baseDeployment: 'no-such-deployment' }));
    expect(job).toMatchObject({
      state: 'succeeded',
      reason: { code: 'comparison_failed', message: expect.stringMatching(/no-such-deployment/) },
    });
    expect((await world.result(job.id)).fineTunedModel).toMatch(/^ft:/);
  });

  it('leaves no run of the base model going when the tuned one is refused', async () => {
    const { id } = await world.accept('comparison', {
      evalId,
      data: { items: [{ query: 'Where is order 7?' }] },
      base: { model: 'gpt-4o-mini' },
      tuned: { model: 'no-such-model' },
    });
    await world.carry(id);
    expect(await world.record(id)).toMatchObject({
      state: 'failed',
      reason: { message: expect.stringMatching(/no-such-model/) },
    });
    const [base, ...others] = await runs(id);
    expect(others).toEqual([]);
    expect(base?.status).toMatch(/^(canceled|completed)$/);
  });

  it('is refused before the training is paid for, when the eval does not exist', async () => {
    await expect(world.accept('fine-tuning', request({ evalId: 'eval_none' }))).rejects.toMatchObject({
      code: 'eval_not_found',
    });
  });
});
