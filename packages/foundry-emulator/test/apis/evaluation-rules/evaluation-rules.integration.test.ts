import { startEmulator, type TestEmulator } from '../../../../../test/support/emulator.ts';

let emulator: TestEmulator;
beforeAll(async () => {
  const script = { turns: [{ repeat: true, text: 'Seoul it is.' }] };
  emulator = await startEmulator({ settings: { FOUNDRY_MODEL_SCENARIO: JSON.stringify(script) } });
});
afterAll(() => emulator.close());
beforeEach(async () => {
  await emulator.admin('POST', 'reset');
  await emulator.admin('POST', 'clock', { scale: 0 });
  await emulator.project.agents.createVersion('guide', { kind: 'prompt', model: 'gpt-4o' });
});

type Rules = TestEmulator['projectV1']['evaluationRules'];
const CLIENTS = ['project', 'projectV1', 'projectBeta'] as const;
// The methods are the same in 2.0.0-beta.3.
const rulesOf = (which: (typeof CLIENTS)[number]) => emulator[which].evaluationRules as unknown as Rules;
const openai = () => emulator.projectV1.getOpenAIClient({ maxRetries: 0 });
const advance = (duration: string) => emulator.admin('POST', 'clock', { advance: duration });

async function gather<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const each of pages) all.push(each);
  return all;
}

const CRITERION = {
  type: 'string_check',
  name: 'names the city',
  operation: 'like',
  input: '{{item.query}}: {{sample.output_text}}',
  reference: 'the capital: Seoul',
};
const RESPONSES = { type: 'azure_ai_source', scenario: 'responses' };
const makeEval = async (config: object = RESPONSES) =>
  (await openai().evals.create({ data_source_config: config, testing_criteria: [CRITERION] } as never)).id;
const ask = (input: string, more: object = {}) =>
  openai().responses.create({ input, agent_reference: { type: 'agent_reference', name: 'guide' }, ...more } as never);
const continuous = (evalId: string, action: object = {}, more: object = {}) =>
  ({
    displayName: 'Watch',
    enabled: true,
    eventType: 'responseCompleted',
    filter: { agentName: 'guide' },
    action: { type: 'continuousEvaluation', evalId, ...action },
    ...more,
  }) as never;
const runsOf = (evalId: string) => gather(openai().evals.runs.list(evalId));
const put = (id: string, body: unknown) =>
  emulator.request(`/evaluationrules/${id}`, { method: 'PUT', body: JSON.stringify(body) });

describe.each(CLIENTS)('the client %s', (which) => {
  it('creates, reads, finds, changes and deletes a rule that evaluates responses', async () => {
    const rules = rulesOf(which);
    const evalId = await makeEval();
    const made = await rules.createOrUpdate('watch', continuous(evalId, { maxHourlyRuns: 10 }));
    expect(made).toMatchObject({ id: 'watch', enabled: true, systemData: { createdBy: 'emulator' } });
    expect(await rules.get('watch')).toEqual(made);
    const { id } = await ask('What is the capital');
    await advance('PT1M');
    const [run] = await runsOf(evalId);
    expect(run).toMatchObject({
      status: 'completed',
      result_counts: { total: 1, passed: 1 },
      data_source: { type: 'azure_ai_responses', event_configuration_id: 'watch', max_runs_hourly: 10 },
    });
    const [item] = await gather(openai().evals.runs.outputItems.list(`${run?.id}`, { eval_id: evalId }));
    expect(item?.datasource_item).toMatchObject({ response_id: id, response: 'Seoul it is.' });
    expect(await gather(rules.list({ agentName: 'guide', enabled: true }))).toHaveLength(1);
    expect(await gather(rules.list({ agentName: 'other' }))).toEqual([]);
    expect(await gather(rules.list({ enabled: false }))).toEqual([]);
    await rules.delete('watch');
    await expect(rules.get('watch')).rejects.toMatchObject({ statusCode: 404 });
    await ask('What is the capital');
    expect(await runsOf(evalId)).toHaveLength(1);
  });
});

it('answers 201, then 200, and keeps the creation time', async () => {
  const evalId = await makeEval();
  const first = await put('watch', continuous(evalId));
  expect(first.status).toBe(201);
  const { systemData } = (await first.json()) as { systemData: Record<string, string> };
  await advance('PT1H');
  const second = await put('watch', continuous(evalId, {}, { enabled: false }));
  expect(second.status).toBe(200);
  const changed = (await second.json()) as { systemData: Record<string, string> };
  expect(changed).toMatchObject({ enabled: false, systemData: { createdAt: systemData.createdAt } });
  expect(changed.systemData.lastModifiedAt).not.toBe(systemData.lastModifiedAt);
});

it('pages by next links', async () => {
  const evalId = await makeEval();
  for (let at = 0; at < 60; at++) await put(`rule-${at}`, continuous(evalId, {}, { enabled: false }));
  const found = await gather(rulesOf('projectV1').list());
  expect(new Set(found.map(({ id }) => id)).size).toBe(60);
});

it('starts at most maxHourlyRuns runs in an hour', async () => {
  const evalId = await makeEval();
  await put('watch', continuous(evalId, { maxHourlyRuns: 2 }));
  await Promise.all([ask('a'), ask('b'), ask('c'), ask('d')]);
  expect(await runsOf(evalId)).toHaveLength(2);
  await advance('PT59M');
  await ask('e');
  expect(await runsOf(evalId)).toHaveLength(2);
  await advance('PT2M');
  await ask('f');
  expect(await runsOf(evalId)).toHaveLength(3);
});

it.each([
  ['the rule is disabled', { enabled: false }, {}],
  ['it is another agent', { filter: { agentName: 'other' } }, {}],
  ['the event is another', { eventType: 'manual' }, {}],
  ['the response is not stored', {}, { store: false }],
  ['no agent answers', {}, { agent_reference: undefined, model: 'gpt-4o' }],
])('starts nothing when %s', async (_when, rule, request) => {
  const evalId = await makeEval();
  await put('watch', continuous(evalId, {}, rule));
  await ask('What is the capital', request);
  expect(await runsOf(evalId)).toEqual([]);
});

it('keeps a response whose rule names a deleted eval', async () => {
  const evalId = await makeEval();
  await put('watch', continuous(evalId));
  await openai().evals.delete(evalId);
  expect(await ask('What is the capital')).toMatchObject({ status: 'completed' });
});

it.each([
  ['humanEvaluation', 'projectBeta'],
  ['humanEvaluationPreview', 'projectV1'],
] as const)('records the request of a rule of type %s, made by the client %s', async (type, which) => {
  const action = { type, templateId: 'azureai://accounts/local/projects/local/data/form/versions/1' };
  await rulesOf(which).createOrUpdate('people', continuous('', action, { filter: undefined }));
  const { id } = await ask('What is the capital');
  const { requests } = await emulator.admin<{ requests: object[] }>('GET', 'human-evaluations');
  expect(requests).toEqual([
    expect.objectContaining({ ruleId: 'people', responseId: id, templateId: action.templateId }),
  ]);
});

it('finds rules by the type of their action', async () => {
  await put('people', continuous('', { type: 'humanEvaluation', templateId: 'form' }));
  await put('watch', continuous(await makeEval()));
  const found = await gather(rulesOf('project').list({ actionType: 'humanEvaluation' as never }));
  expect(found.map(({ id }) => id)).toEqual(['people']);
});

it.each([
  ['action.evalId', { evalId: 'eval_none' }],
  ['action.maxHourlyRuns', { maxHourlyRuns: 0 }],
  ['action.samplingRate', { samplingRate: 0 }],
  ['action.type', { type: 'sing' }],
])('names the field %s that is wrong', async (target, action) => {
  const answer = await put('watch', continuous(await makeEval(), action));
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ error: { target } });
});

it('refuses an eval that does not evaluate stored responses', async () => {
  const schema = { type: 'object', properties: { answer: { type: 'string' } }, required: ['answer'] };
  const answer = await put('watch', continuous(await makeEval({ type: 'custom', item_schema: schema })));
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({
    error: { target: 'action.evalId', message: expect.stringContaining('answer') },
  });
});

describe('a run over stored responses that a client creates', () => {
  const start = async (retrieval: object) => {
    const evalId = await makeEval();
    const data_source = {
      type: 'azure_ai_responses',
      item_generation_params: { type: 'response_retrieval', ...retrieval },
    };
    const { id } = await openai().evals.runs.create(evalId, { name: 'by hand', data_source } as never);
    await advance('PT1M');
    return gather(openai().evals.runs.outputItems.list(id, { eval_id: evalId }));
  };
  const inline = (...content: object[]) => ({ type: 'file_content', content });

  it.each([
    ['a template', { response_id: '{{item.resp}}' }],
    ['a field', { resp: 'response_id' }],
  ])('takes the id by %s, with the turns that came before', async (_how, data_mapping) => {
    const first = await ask('Hello');
    const { id } = await ask('What is the capital', { previous_response_id: first.id });
    const source = inline({ item: { resp: id } });
    const inputOf = async (max_num_turns: number) => {
      const [item] = await start({ data_mapping, source, max_num_turns });
      const input = item?.datasource_item.input as { role: string }[] | undefined;
      return input?.map(({ role }) => role);
    };
    expect(await inputOf(1)).toEqual(['user']);
    expect(await inputOf(2)).toEqual(['user', 'assistant', 'user']);
  });

  it('takes the turns of a conversation', async () => {
    const conversation = (await openai().conversations.create()).id;
    await ask('Hello', { conversation });
    const { id } = await ask('What is the capital', { conversation });
    const data_mapping = { response_id: 'response_id' };
    const [item] = await start({ data_mapping, max_num_turns: 9, source: inline({ item: { response_id: id } }) });
    expect(item?.datasource_item.input).toHaveLength(3);
    expect(item).toMatchObject({ status: 'pass' });
  });

  it('counts a missing response as errored, and refuses a row without an id', async () => {
    const data_mapping = { response_id: '{{item.resp}}' };
    const [item] = await start({ data_mapping, source: inline({ item: { resp: 'resp_none' } }) });
    expect(item).toMatchObject({ status: 'error', sample: { error: { code: 'response_not_found' } } });
    await expect(start({ data_mapping, source: inline({ item: { other: 'x' } }) })).rejects.toMatchObject({
      status: 400,
      param: 'data_source.item_generation_params.source.content[0].item',
    });
  });
});

it('fires a rule of the event manual on request, for a response of its agent', async () => {
  const evalId = await makeEval();
  const rules = rulesOf('project');
  await rules.createOrUpdate('by-hand', continuous(evalId, {}, { eventType: 'manual' }));
  const { id } = await ask('What is the capital');
  await advance('PT10M');
  expect(await runsOf(evalId)).toEqual([]);
  await emulator.admin('POST', 'evaluation-rules/by-hand', { responseId: id });
  await advance('PT10M');
  expect(await runsOf(evalId)).toMatchObject([{ status: 'completed', result_counts: { total: 1 } }]);

  await rules.createOrUpdate('by-itself', continuous(evalId));
  for (const [rule, responseId] of [
    ['by-hand', 'resp_none'],
    ['by-itself', id],
    ['none', id],
  ])
    expect(await emulator.admin('POST', `evaluation-rules/${rule}`, { responseId })).toMatchObject({
      error: { message: expect.stringContaining(`no enabled rule ${rule} of the event manual`) },
    });
  expect(await runsOf(evalId)).toHaveLength(1);
});
