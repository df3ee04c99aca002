import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEmulator, type TestEmulator } from '../../../../../test/support/emulator.ts';

let state: string;
let emulator: TestEmulator;
const start = async () => {
  const turns = [
    { when: 'Length: long', repeat: true, text: '{"result":9,"reason":"It is long."}' },
    { when: 'Length: short', repeat: true, text: '{"result":2,"reason":"It is short."}' },
    { repeat: true, text: 'I do not know.' },
  ];
  const script = { turns };
  emulator = await startEmulator({
    state,
    inMemory: false,
    settings: { FOUNDRY_MODEL_SCENARIO: JSON.stringify(script) },
  });
};
beforeAll(async () => {
  state = mkdtempSync(path.join(tmpdir(), 'foundry-insights-'));
  await start();
});
afterAll(async () => {
  await emulator.close();
  rmSync(state, { recursive: true, force: true });
});
beforeEach(async () => {
  await emulator.admin('POST', 'reset');
  await emulator.admin('POST', 'clock', { scale: 0 });
});

const CLIENTS = ['project', 'projectV1', 'projectBeta'] as const;
type Insights = TestEmulator['projectV1']['beta']['insights'];
// 2.0.0-beta.3 has them without `beta`; the methods are the same.
const insightsOf = (which: (typeof CLIENTS)[number]) => {
  const project = emulator[which] as unknown as { beta?: { insights: Insights }; insights: Insights };
  return project.beta?.insights ?? project.insights;
};
const openai = () => emulator.projectV1.getOpenAIClient({ maxRetries: 0 });
const advance = (duration: string) => emulator.admin('POST', 'clock', { advance: duration });
async function gather<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const each of pages) all.push(each);
  return all;
}

interface SentInsight {
  readonly id: string;
  readonly state: string;
  readonly metadata: { readonly completedAt?: string };
  readonly result?: Result;
}
interface Result {
  readonly comparisons: { readonly compareItems: Record<string, unknown>[]; readonly [field: string]: unknown }[];
  readonly clusterInsight: {
    readonly summary: Record<string, unknown>;
    readonly clusters: SentCluster[];
    readonly coordinates?: Record<string, unknown>;
  };
}
interface SentCluster {
  readonly id: string;
  readonly label: string;
  readonly weight: number;
  readonly subClusters: SentCluster[];
  readonly samples: { readonly id: string; readonly evaluationResult: object; readonly correlationInfo: object }[];
}

const send = async (request: object, headers: Record<string, string> = {}) =>
  emulator.request('/insights', { method: 'POST', body: JSON.stringify({ displayName: 'x', request }), headers });
const read = async (id: string, query = '') => {
  const answer = await emulator.request(`/insights/${id}?api-version=2025-11-15-preview${query}`);
  return (await answer.json()) as SentInsight;
};
/** The result of an insight, once it is there. */
async function resultOf(request: object): Promise<Result> {
  const { id } = (await (await send(request)).json()) as SentInsight;
  await advance('PT1M');
  const { state: reached, result } = await read(id, '&includeCoordinates=true');
  expect(reached).toBe('Succeeded');
  return result as Result;
}

const F1 = {
  type: 'azure_ai_evaluator',
  name: 'overlap',
  evaluator_name: 'builtin.f1_score',
  data_mapping: { response: '{{item.answer}}', ground_truth: '{{item.truth}}' },
};
const EXACT = {
  type: 'string_check',
  name: 'exact',
  operation: 'eq',
  input: '{{item.answer}}',
  reference: '{{item.truth}}',
};
const makeEval = async (...criteria: object[]) => {
  const config = { type: 'custom', item_schema: { type: 'object' } };
  return (await openai().evals.create({ data_source_config: config, testing_criteria: criteria } as never)).id;
};
async function makeRun(evalId: string, items: object[], source: object = { type: 'jsonl' }): Promise<string> {
  const content = items.map((item) => ({ item }));
  const data_source = { ...source, source: { type: 'file_content', content } };
  const { id } = await openai().evals.runs.create(evalId, { name: 'run', data_source } as never);
  await advance('PT1H');
  return id;
}
/** So many rows, the first of which are right. */
const rows = (count: number, right: number) =>
  Array.from({ length: count }, (_, at) => ({ answer: at < right ? 'Seoul' : 'Busan', truth: 'Seoul' }));

describe.each(CLIENTS)('the client %s', (which) => {
  it('compares runs, and reads and lists the comparison', async () => {
    const insights = insightsOf(which);
    const evalId = await makeEval(EXACT);
    const baselineRunId = await makeRun(evalId, rows(20, 4));
    const treatmentRunIds = [await makeRun(evalId, rows(20, 18)), await makeRun(evalId, rows(20, 6))];
    const request = { type: 'EvaluationComparison', evalId, baselineRunId, treatmentRunIds };
    const made = await insights.generate({ displayName: 'Better?', request } as never);
    expect(made).toMatchObject({ displayName: 'Better?', state: 'NotStarted', request });
    await advance('PT1M');
    const [found] = await gather(insights.list({ runId: `${treatmentRunIds[1]}` }));
    expect(found).toMatchObject({ state: 'Succeeded', displayName: 'Better?' });
    const result = found?.result as unknown as Result;
    expect(result.comparisons).toHaveLength(1);
    expect(result.comparisons[0]).toMatchObject({
      testingCriteria: 'exact',
      metric: 'exact',
      evaluator: 'string_check',
      baselineRunSummary: { runId: baselineRunId, sampleCount: 20, average: 0.2 },
      compareItems: [
        { treatmentRunId: treatmentRunIds[0], treatmentEffect: 'Improved' },
        { treatmentRunId: treatmentRunIds[1], treatmentEffect: 'Inconclusive' },
      ],
    });
    expect(result.comparisons[0]?.compareItems[0]?.deltaEstimate).toBeCloseTo(0.7, 10);
    expect(await gather(insights.list({ evalId }))).toHaveLength(1);
    expect(await gather(insights.list({ runId: 'evalrun_other' }))).toEqual([]);
  });
});

it('reports a degradation, and too few rows', async () => {
  const evalId = await makeEval(F1, EXACT);
  const baselineRunId = await makeRun(evalId, rows(20, 18));
  const treatmentRunIds = [await makeRun(evalId, rows(20, 4)), await makeRun(evalId, rows(9, 0))];
  const request = { type: 'EvaluationComparison', evalId, baselineRunId, treatmentRunIds };
  const { comparisons } = await resultOf(request);
  expect(comparisons.map(({ evaluator, metric }) => [evaluator, metric])).toEqual([
    ['builtin.f1_score', 'f1_score'],
    ['string_check', 'exact'],
  ]);
  for (const { compareItems } of comparisons) {
    expect(compareItems.map(({ treatmentEffect }) => treatmentEffect)).toEqual(['Degraded', 'TooFewSamples']);
  }
});

it('reports a change of a neutral metric, by an evaluator of the project', async () => {
  const metrics = { words: { type: 'ordinal', desirable_direction: 'neutral', min_value: 0, max_value: 10 } };
  const definition = { type: 'prompt', prompt_text: 'Length: {{text}}', metrics };
  const body = { evaluator_type: 'custom', categories: ['quality'], definition };
  await emulator.request('/evaluators/length/versions', { method: 'POST', body: JSON.stringify(body) });
  const criterion = { type: 'azure_ai_evaluator', name: 'length', evaluator_name: 'length' };
  const evalId = await makeEval({ ...criterion, initialization_parameters: { deployment_name: 'gpt-4o' } });
  const said = (text: string) =>
    makeRun(
      evalId,
      Array.from({ length: 10 }, () => ({ text })),
    );
  const baselineRunId = await said('short');
  const treatmentRunIds = [await said('long')];
  const { comparisons } = await resultOf({ type: 'EvaluationComparison', evalId, baselineRunId, treatmentRunIds });
  expect(comparisons[0]).toMatchObject({
    metric: 'words',
    evaluator: 'length',
    baselineRunSummary: { average: 2, standardDeviation: 0 },
    compareItems: [{ treatmentEffect: 'Changed', deltaEstimate: 7, pValue: 0 }],
  });
});

it('goes from NotStarted over Running to Succeeded, and shows a repeated request the same insight', async () => {
  const evalId = await makeEval(EXACT);
  const run = await makeRun(evalId, rows(3, 0));
  const request = { type: 'EvaluationRunClusterInsight', evalId, runIds: [run] };
  const headers = { 'repeatability-request-id': '8d5a', 'repeatability-first-sent': 'Wed, 01 Jan 2026 00:00:00 GMT' };
  const first = await send(request, headers);
  expect(first.status).toBe(201);
  const { id } = (await first.json()) as SentInsight;
  const again = await send(request, headers);
  expect(again.status).toBe(201);
  expect(await again.json()).toMatchObject({ id });
  expect((await read(id)).state).toBe('NotStarted');
  await advance('PT1S');
  expect((await read(id)).state).toBe('Running');
  await advance('PT1S');
  expect(await read(id)).toMatchObject({ state: 'Succeeded', metadata: { completedAt: expect.any(String) } });
  expect(await gather(insightsOf('project').list())).toHaveLength(1);
});

it('continues after a restart', async () => {
  const evalId = await makeEval(EXACT);
  const run = await makeRun(evalId, rows(3, 0));
  const { id } = (await (
    await send({ type: 'EvaluationRunClusterInsight', evalId, runIds: [run] })
  ).json()) as SentInsight;
  await emulator.close();
  await start();
  await advance('PT1M');
  expect((await read(id)).state).toBe('Succeeded');
});

const parcels = ['Where is my parcel now?', 'When will my parcel come?', 'My parcel is late, where is it?'];
const invoices = ['The invoice shows the wrong amount', 'Please correct the amount on the invoice'];
const asked = [...parcels, ...invoices].map((query) => ({ query, answer: 'no', truth: 'yes' }));

it('groups similar failures of a criterion, each sample once, with coordinates on request', async () => {
  const evalId = await makeEval(EXACT);
  const run = await makeRun(evalId, [...asked, { query: 'All is well', answer: 'yes', truth: 'yes' }]);
  const { clusterInsight } = await resultOf({ type: 'EvaluationRunClusterInsight', evalId, runIds: [run] });
  const { clusters, summary, coordinates } = clusterInsight;
  expect(summary).toMatchObject({ sampleCount: 5, uniqueClusterCount: 1, usage: { totalTokenUsage: 0 } });
  expect(clusters[0]).toMatchObject({ label: 'exact', weight: 5, samples: [] });
  const subs = clusters[0]?.subClusters ?? [];
  expect(summary.uniqueSubclusterCount).toBe(subs.length);
  expect(subs.map(({ label }) => label).join('; ')).toMatch(/parcel.*invoice/);
  const samples = subs.flatMap((sub) => sub.samples);
  expect(new Set(samples.map(({ id }) => id)).size).toBe(5);
  expect(subs.reduce((sum, { weight }) => sum + weight, 0)).toBe(5);
  expect(samples[0]).toMatchObject({
    evaluationResult: { name: 'exact', passed: false, score: 0 },
    correlationInfo: { evalId, runId: run },
  });
  for (const { id } of [...clusters, ...subs, ...samples]) expect(coordinates).toHaveProperty(id);
});

it('omits coordinates unless requested', async () => {
  const evalId = await makeEval(EXACT);
  const run = await makeRun(evalId, rows(3, 0));
  await resultOf({ type: 'EvaluationRunClusterInsight', evalId, runIds: [run] });
  const list = async (query: string) => {
    const answer = await emulator.request(`/insights?api-version=2025-11-15-preview${query}`);
    const { value } = (await answer.json()) as { value: SentInsight[] };
    return value[0]?.result?.clusterInsight;
  };
  expect(await list('')).not.toHaveProperty('coordinates');
  expect(await list('&includeCoordinates=true&type=EvaluationRunClusterInsight')).toHaveProperty('coordinates');
});

it('collects the failures of an agent, from runs and from stored responses', async () => {
  for (const name of ['guide', 'other']) {
    await emulator.project.agents.createVersion(name, { kind: 'prompt', model: 'gpt-4o' });
  }
  const said = { ...EXACT, input: '{{sample.output_text}}', reference: 'Seoul' };
  const evalId = await makeEval(said);
  const target = (name: string) => ({ type: 'azure_ai_target_completions', target: { type: 'azure_ai_agent', name } });
  const run = await makeRun(evalId, [{ query: 'Capital?' }], target('guide'));
  await makeRun(evalId, [{ query: 'Capital?' }], target('other'));
  const agent_reference = { type: 'agent_reference', name: 'guide' };
  const { id } = await openai().responses.create({ input: 'Capital?', agent_reference } as never);
  const data_source = {
    type: 'azure_ai_responses',
    item_generation_params: {
      type: 'response_retrieval',
      data_mapping: { response_id: '{{item.id}}' },
      source: { type: 'file_content', content: [{ item: { id } }] },
    },
  };
  const stored = await openai().evals.runs.create(evalId, { name: 'stored', data_source } as never);
  await advance('PT1H');
  const { clusterInsight } = await resultOf({ type: 'AgentClusterInsight', agentName: 'guide' });
  const [cluster] = clusterInsight.clusters;
  const samples = [...(cluster?.samples ?? []), ...(cluster?.subClusters.flatMap((sub) => sub.samples) ?? [])];
  const runs = samples.map(({ correlationInfo }) => (correlationInfo as { runId: string }).runId);
  expect(runs.sort()).toEqual([run, stored.id].sort());
  expect(await gather(insightsOf('project').list({ agentName: 'guide' }))).toHaveLength(1);
  expect(await gather(insightsOf('project').list({ agentName: 'other' }))).toEqual([]);
});

it('is created by a schedule with a task of type Insight', async () => {
  const evalId = await makeEval(EXACT);
  const run = await makeRun(evalId, rows(3, 0));
  const insight = { displayName: 'Weekly', request: { type: 'EvaluationRunClusterInsight', evalId, runIds: [run] } };
  const trigger = { type: 'Recurrence', interval: 1, schedule: { type: 'Daily', hours: [9] } };
  const { schedules } = emulator.projectV1.beta;
  const body = { enabled: true, trigger, task: { type: 'Insight', insight } };
  const kept = await schedules.createOrUpdate('look', body as never);
  expect(kept.task).toMatchObject({ type: 'Insight', insight: { displayName: 'Weekly', request: insight.request } });
  await advance('P2DT1M');
  const firings = await gather(schedules.listRuns('look'));
  const made = await gather(insightsOf('project').list({ evalId }));
  expect(firings.map(({ success, properties }) => [success, properties.insightId]).sort()).toEqual(
    made.map((each) => [true, 'insight_id' in each ? each.insight_id : (each as { id: string }).id]).sort(),
  );
  expect(made.map(({ state: reached, displayName }) => [reached, displayName])).toEqual([
    ['Succeeded', 'Weekly'],
    ['Succeeded', 'Weekly'],
  ]);
  await openai().evals.delete(evalId);
  await advance('P1D');
  expect((await gather(schedules.listRuns('look')))[0]).toMatchObject({ success: false, error: expect.any(String) });
});

describe('an invalid request', () => {
  it.each([
    ['request.evalId', { type: 'EvaluationRunClusterInsight', evalId: 'eval_none', runIds: ['x'] }],
    ['request.runIds', { type: 'EvaluationRunClusterInsight', runIds: [] }],
    ['request.runIds[0]', { type: 'EvaluationRunClusterInsight', runIds: ['evalrun_none'] }],
    ['request.baselineRunId', { type: 'EvaluationComparison', baselineRunId: 'evalrun_none', treatmentRunIds: ['x'] }],
    ['request.agentName', { type: 'AgentClusterInsight', agentName: 'nobody' }],
  ])('is refused by the field %s', async (target, request) => {
    const evalId = await makeEval(EXACT);
    const answer = await send({ evalId, ...request });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: { target } });
  });

  it('is refused while a run has not ended, and in a schedule by its place there', async () => {
    const evalId = await makeEval(EXACT);
    const source = { type: 'file_content', content: [{ item: {} }] };
    const run = await openai().evals.runs.create(evalId, {
      name: 'r',
      data_source: { type: 'jsonl', source },
    } as never);
    const request = { type: 'EvaluationRunClusterInsight', evalId, runIds: [run.id] };
    expect(await (await send(request)).json()).toMatchObject({ error: { target: 'request.runIds[0]' } });
    const trigger = { type: 'OneTime', triggerAt: '2999-01-01T00:00:00Z' };
    const body = { enabled: true, trigger, task: { type: 'Insight', insight: { displayName: 'x', request } } };
    const answer = await emulator.request('/schedules/s', { method: 'PUT', body: JSON.stringify(body) });
    expect(await answer.json()).toMatchObject({ error: { target: 'task.insight.request.runIds[0]' } });
  });
});

it('fails when its runs were deleted meanwhile', async () => {
  const evalId = await makeEval(EXACT);
  const run = await makeRun(evalId, rows(3, 0));
  const { id } = (await (
    await send({ type: 'EvaluationRunClusterInsight', evalId, runIds: [run] })
  ).json()) as SentInsight;
  await openai().evals.delete(evalId);
  await advance('PT1M');
  expect((await read(id)).state).toBe('Failed');
});
