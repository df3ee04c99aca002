import { inSpan } from '../../../shared/azure/telemetry/spans.ts';
import { JobHarness } from '../../support/job-harness.ts';
import { type Probed, telemetryOf } from '../../support/telemetry-probe.ts';

let world: JobHarness;
let found: Probed;
let id: string;

beforeAll(async () => {
  world = await JobHarness.start();
  const { id: evalId } = await world.openai.evals.create({
    name: 'same',
    data_source_config: { type: 'custom', item_schema: { type: 'object', properties: { a: { type: 'string' } } } },
    testing_criteria: [{ type: 'string_check', name: 'same', input: '{{item.a}}', reference: 'yes', operation: 'eq' }],
  });
  const body = { evalId, data: { items: [{ a: 'yes' }, { a: 'no' }] }, gates: { same: { minPassRate: 0.9 } } };
  found = await telemetryOf(async () => {
    ({ id } = await inSpan('the request', {}, () => world.accept('evaluation-run', body)));
    // An invocation of its own, later and perhaps elsewhere.
    await inSpan('an invocation', {}, () => world.carry(id));
  });
});
afterAll(() => world.stop());

describe('the telemetry of a job', () => {
  it('is one trace from the request to the end, and links the invocations', () => {
    const named = (name: string) => found.spans.filter((span) => span.name === name);
    const [request] = named('the request');
    const [accepted] = named('accept_job evaluation-run');
    const [invocation] = named('an invocation');
    expect(accepted?.parentSpanContext?.spanId).toBe(request?.spanContext().spanId);
    expect(accepted?.attributes['foundry_functions.job.id']).toBe(id);

    const steps = found.spans.filter(({ name }) => name.startsWith('job_step '));
    const order = steps.map(({ attributes }) => attributes['foundry_functions.job.step']);
    expect(order.slice(0, 2)).toEqual(['prepare', 'create']);
    expect(order.slice(-2)).toEqual(['collect', 'finalize']);
    for (const step of steps) {
      expect(step.spanContext().traceId).toBe(request?.spanContext().traceId);
      expect(step.parentSpanContext?.spanId).toBe(accepted?.spanContext().spanId);
      expect(step.attributes['foundry_functions.job.id']).toBe(id);
      expect(step.links[0]?.context.traceId).toBe(invocation?.spanContext().traceId);
    }
  });

  it('counts the states the job came into, and notes the scores and what the gates say', () => {
    const points = (name: string) => found.points.filter((point) => point.name === `foundry_functions.${name}`);
    const states = points('job.states').map(({ attributes }) => attributes['foundry_functions.job.state']);
    expect(states).toEqual(expect.arrayContaining(['accepted', 'running', 'collecting', 'succeeded']));
    expect(points('job.duration')).toMatchObject([{ value: 1 }]);
    expect(points('evaluation.pass_rate')).toMatchObject([
      { value: 0.5, attributes: { 'gen_ai.evaluation.name': 'same' } },
    ]);
    expect(points('evaluation.verdicts')).toMatchObject([
      { attributes: { 'foundry_functions.evaluation.verdict': 'failed' } },
    ]);
  });
});
