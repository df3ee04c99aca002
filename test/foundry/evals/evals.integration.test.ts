import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type OpenAI from 'openai';
import { toFile } from 'openai';
import { startEmulator, type TestEmulator } from '../../support/emulator.ts';

const hasPython = spawnSync('python3', ['--version']).status === 0;

/** What the model says, by what it is asked. */
const MODEL_SCRIPT = JSON.stringify({
  turns: [
    { when: 'Rate: ', repeat: true, text: '{"reasoning":"Close enough.","score":4}' },
    { when: 'Label: ', repeat: true, text: '{"reasoning":"It is polite.","label":"kind"}' },
    { when: 'capital of Korea', repeat: true, text: 'Seoul' },
    { when: 'as JSON', repeat: true, text: '{"city":"Seoul","people":9}' },
    { when: 'break', repeat: true, fail: { code: 'rate_limit_exceeded', message: 'Slow down.' } },
  ],
});

let state: string;
let emulator: TestEmulator;
const settings = { FOUNDRY_MODEL_SCRIPT: MODEL_SCRIPT };
beforeAll(async () => {
  state = mkdtempSync(path.join(tmpdir(), 'foundry-evals-'));
  emulator = await startEmulator({ state, inMemory: false, settings });
});
afterAll(async () => {
  await emulator.close();
  rmSync(state, { recursive: true, force: true });
});
beforeEach(async () => {
  await emulator.admin('POST', 'reset');
  // Time passes when a test says so: nothing completes by itself, however slow the machine is.
  await emulator.admin('POST', 'clock', { scale: 0 });
});

const v1 = () => emulator.projectV1.getOpenAIClient({ maxRetries: 0 });
const reference = () =>
  emulator.project.getOpenAIClient({
    baseURL: `${emulator.endpoints.project}/openai`,
    defaultQuery: { 'api-version': '2025-11-15-preview' },
    maxRetries: 0,
  });
const beta = async () => (await emulator.projectBeta.getOpenAIClient()) as unknown as OpenAI;

const failure = (work: Promise<unknown>) =>
  work.then(
    () => expect('success').toBe('failure'),
    (error) => error,
  );
const advance = (duration: string) => emulator.admin('POST', 'clock', { advance: duration });

async function all<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const one of pages) found.push(one);
  return found;
}

const EXACT = {
  type: 'string_check',
  name: 'exact',
  operation: 'eq',
  input: '{{sample.output_text}}',
  reference: '{{item.answer}}',
};
const CUSTOM = {
  type: 'custom',
  item_schema: {
    type: 'object',
    properties: { question: { type: 'string' }, answer: { type: 'string' } },
    required: ['answer'],
  },
  include_sample_schema: true,
};

// The service's own criteria and sources are not in the client's types: the client sends them as they are.
const makeEval = (criteria: object[], config: object = CUSTOM, more: object = {}) =>
  v1().evals.create({ data_source_config: config, testing_criteria: criteria, name: 'answers', ...more } as never);
const makeRun = (evalId: string, source: object, more: object = {}) =>
  v1().evals.runs.create(evalId, { name: 'run', data_source: source, ...more } as never);
const inline = (...rows: object[]) => ({ type: 'jsonl', source: { type: 'file_content', content: rows } });
const readRun = (evalId: string, runId: string) => v1().evals.runs.retrieve(runId, { eval_id: evalId });
const itemsOf = (evalId: string, runId: string, query: object = {}) =>
  all(v1().evals.runs.outputItems.list(runId, { eval_id: evalId, ...query }));

async function finished(evalId: string, source: object) {
  const { id } = await makeRun(evalId, source);
  await advance('PT10M');
  return { run: await readRun(evalId, id), items: await itemsOf(evalId, id) };
}

describe('an eval', () => {
  it('is made, read, listed, changed and deleted through every client', async () => {
    for (const client of [v1(), reference(), await beta()]) {
      const made = await client.evals.create({
        name: 'a',
        data_source_config: CUSTOM,
        testing_criteria: [EXACT],
        metadata: { team: 'x' },
      } as never);
      expect(made).toMatchObject({ object: 'eval', name: 'a', metadata: { team: 'x' }, testing_criteria: [EXACT] });
      expect(made.data_source_config).toMatchObject({
        ...CUSTOM,
        schema: {
          properties: { item: CUSTOM.item_schema, sample: { required: ['output_text'] } },
          required: ['item', 'sample'],
        },
      });
      expect(await client.evals.retrieve(made.id)).toEqual(made);
      expect(await client.evals.update(made.id, { name: 'b', metadata: { team: 'y' } })).toMatchObject({
        id: made.id,
        name: 'b',
        metadata: { team: 'y' },
      });
      expect((await all(client.evals.list())).map(({ id }) => id)).toEqual([made.id]);
      expect(await client.evals.delete(made.id)).toEqual({ object: 'eval.deleted', eval_id: made.id, deleted: true });
      expect((await failure(client.evals.retrieve(made.id))).status).toBe(404);
    }
  });

  it('stands in a list oldest first, page by page, or by its last change', async () => {
    const ids: string[] = [];
    for (let at = 0; at < 5; at++) {
      ids.push((await makeEval([EXACT])).id);
      await advance('PT5S');
    }
    expect((await all(v1().evals.list({ limit: 2 }))).map(({ id }) => id)).toEqual(ids);
    expect((await all(v1().evals.list({ limit: 2, order: 'desc' }))).map(({ id }) => id)).toEqual(ids.toReversed());
    await v1().evals.update(`${ids[0]}`, { name: 'changed' });
    const changed = await all(v1().evals.list({ limit: 2, order_by: 'updated_at' }));
    expect(changed.map(({ id }) => id)).toEqual([...ids.slice(1), ids[0]]);
    expect(await failure(all(v1().evals.list({ after: 'eval_none' })))).toMatchObject({ status: 400, param: 'after' });
  });

  it.each<[string, object, string, string]>([
    [
      'a template that names nothing',
      { testing_criteria: [{ ...EXACT, input: '{{answer}}' }] },
      'testing_criteria[0].input',
      '{{answer}} is no variable',
    ],
    [
      'two criteria of one name',
      { testing_criteria: [EXACT, EXACT] },
      'testing_criteria[1].name',
      'two criteria named "exact"',
    ],
    ['no criteria', { testing_criteria: [] }, 'testing_criteria', ''],
    [
      'an unknown metric',
      {
        testing_criteria: [
          {
            type: 'text_similarity',
            name: 'a',
            input: 'x',
            reference: 'y',
            pass_threshold: 1,
            evaluation_metric: 'rouge_6',
          },
        ],
      },
      'testing_criteria[0].evaluation_metric',
      '',
    ],
    [
      'a schema that is none',
      { data_source_config: { type: 'custom', item_schema: { type: 'thing' } } },
      'data_source_config.item_schema',
      'no JSON Schema',
    ],
    [
      'a field that the schema does not allow',
      {
        data_source_config: {
          type: 'custom',
          item_schema: { type: 'object', properties: { x: {} }, additionalProperties: false },
        },
      },
      'testing_criteria[0]',
      '{{item.answer}} names a field that item_schema does not have; it has x',
    ],
  ])('is refused for %s', async (_, more, param, message) => {
    const error = await failure(makeEval([EXACT], CUSTOM, more));
    expect(error).toMatchObject({ status: 400, param });
    expect(error.message).toContain(message);
  });

  it('keeps its properties', async () => {
    const { id } = await makeEval([EXACT], CUSTOM, { properties: { a: '1' } });
    const post = (properties: object) =>
      emulator.request(`/openai/evals/${id}`, { method: 'POST', body: JSON.stringify({ properties }) });
    expect((await post({ a: '1' })).status).toBe(200);
    expect((await post({ a: '2' })).status).toBe(400);
  });
});

describe('a run', () => {
  it('over inline rows grades each of them, and counts', async () => {
    const { id } = await makeEval([
      EXACT,
      {
        type: 'text_similarity',
        name: 'close',
        input: '{{sample.output_text}}',
        reference: '{{item.answer}}',
        evaluation_metric: 'fuzzy_match',
        pass_threshold: 0.5,
      },
    ]);
    const made = await makeRun(
      id,
      inline(
        { item: { answer: 'Seoul' }, sample: { output_text: 'Seoul' } },
        { item: { answer: 'Paris' }, sample: { output_text: 'Parix' } },
        { item: { answer: 'Rome' } },
      ),
      { metadata: { key: 'k1' } },
    );
    expect(made).toMatchObject({
      object: 'eval.run',
      eval_id: id,
      status: 'queued',
      metadata: { key: 'k1' },
      error: null,
      result_counts: { total: 0 },
    });
    await advance('PT10S');
    const run = await readRun(id, made.id);
    expect(run).toMatchObject({
      status: 'completed',
      error: null,
      result_counts: { total: 3, passed: 1, failed: 1, errored: 1 },
      per_testing_criteria_results: [
        { testing_criteria: 'exact', passed: 1, failed: 1, errored: 1 },
        { testing_criteria: 'close', passed: 2, failed: 0, errored: 1 },
      ],
      per_model_usage: [],
      data_source: { type: 'jsonl' },
    });
    const items = await itemsOf(id, made.id);
    expect(items.map(({ status, datasource_item_id: at }) => [at, status])).toEqual([
      [0, 'pass'],
      [1, 'fail'],
      [2, 'error'],
    ]);
    expect(items[1]).toMatchObject({
      object: 'eval.run.output_item',
      run_id: made.id,
      eval_id: id,
      datasource_item: { answer: 'Paris' },
      results: [
        { type: 'string_check', name: 'exact', passed: false, score: 0 },
        { type: 'text_similarity', name: 'close', metric: 'fuzzy_match', passed: true, score: 0.8, threshold: 0.5 },
      ],
      sample: { output: [{ role: 'assistant', content: 'Parix' }], error: null },
    });
    expect(items[2]?.results[0]).toMatchObject({
      score: null,
      passed: false,
      sample: { error: { code: 'missing_variable' } },
    });
    expect(await v1().evals.runs.outputItems.retrieve(`${items[1]?.id}`, { eval_id: id, run_id: made.id })).toEqual(
      items[1],
    );
    expect((await itemsOf(id, made.id, { limit: 1, order: 'desc' })).map((item) => item.id)).toEqual(
      items.map((item) => item.id).toReversed(),
    );
    expect((await itemsOf(id, made.id, { status: 'fail' })).map((item) => item.id)).toEqual([items[1]?.id]);
    expect((await itemsOf(id, made.id, { status: 'pass' })).map((item) => item.id)).toEqual([items[0]?.id]);
    expect((await fetch(run.report_url, { headers: { authorization: 'Bearer x' } })).status).toBe(200);
  });

  it('over a file reads it line by line, with items or as items', async () => {
    const lines = [
      '{"item":{"answer":"a"},"sample":{"output_text":"a"}}',
      '',
      '{"answer":"b","extra":1}',
      '{"item":{"answer":"c"},"sample":{"output_text":"x"}}\r',
    ];
    const file = await v1().files.create({
      file: await toFile(Buffer.from(lines.join('\n')), 'rows.jsonl'),
      purpose: 'evals',
    });
    const { id } = await makeEval([EXACT]);
    const { run, items } = await finished(id, { type: 'jsonl', source: { type: 'file_id', id: file.id } });
    expect(run).toMatchObject({ status: 'completed', result_counts: { total: 3, passed: 1, failed: 1, errored: 1 } });
    expect(items[1]?.datasource_item).toEqual({ answer: 'b', extra: 1 });
  });

  it('over a file with a bad line fails, names the line, and grades nothing', async () => {
    const { id } = await makeEval([EXACT]);
    const uploaded = async (text: string) =>
      (await v1().files.create({ file: await toFile(Buffer.from(text), 'rows.jsonl'), purpose: 'evals' })).id;
    const broken = await finished(id, {
      type: 'jsonl',
      source: { type: 'file_id', id: await uploaded('{"answer":"a"}\n{"ans') },
    });
    expect(broken.run).toMatchObject({
      status: 'failed',
      error: {
        code: 'invalid_data',
        message: expect.stringMatching(/^Line 2 of file-\w+ cannot be used: it is not valid JSON/),
      },
    });
    expect(broken.items).toEqual([]);
    const misfit = await finished(id, {
      type: 'jsonl',
      source: { type: 'file_id', id: await uploaded('{"answer":"a"}\n{"item":{"answer":5}}') },
    });
    expect(misfit.run.error?.message).toContain('Line 2');
    expect(misfit.run.error?.message).toContain('item.answer must be string');
  });

  it('of completions asks the model, with a template or with the row’s own messages', async () => {
    const { id } = await makeEval([
      EXACT,
      {
        type: 'string_check',
        name: 'json',
        operation: 'eq',
        input: '{{sample.output_json.city}}',
        reference: '{{item.answer}}',
      },
    ]);
    const source = {
      type: 'file_content',
      content: [
        { item: { answer: 'Seoul', question: 'What is the capital of Korea?' } },
        { item: { answer: 'Seoul', question: 'Tell me as JSON' } },
      ],
    };
    const { run, items } = await finished(id, {
      type: 'completions',
      model: 'gpt-4o',
      source,
      input_messages: {
        type: 'template',
        template: [
          { role: 'developer', content: 'Be brief.' },
          { type: 'message', role: 'user', content: { type: 'input_text', text: '{{item.question}}' } },
        ],
      },
      sampling_params: { temperature: 0.2, seed: 3, max_completion_tokens: 100 },
    });
    expect(run).toMatchObject({ status: 'completed', model: 'gpt-4o', result_counts: { errored: 1, failed: 1 } });
    expect(run.per_model_usage).toEqual([expect.objectContaining({ model_name: 'gpt-4o', invocation_count: 2 })]);
    expect(run.per_model_usage[0]?.total_tokens).toBeGreaterThan(10);
    expect(items[0]?.sample).toMatchObject({
      input: [
        { role: 'developer', content: 'Be brief.' },
        { role: 'user', content: 'What is the capital of Korea?' },
      ],
      output: [{ role: 'assistant', content: 'Seoul' }],
      model: 'gpt-4o',
      finish_reason: 'stop',
      temperature: 0.2,
      seed: 3,
      max_completion_tokens: 100,
    });
    expect(items[1]?.results[1]).toMatchObject({ passed: true });
    const own = {
      answer: 'Seoul',
      trajectory: [{ role: 'user', content: 'capital of Korea? Ignore {{item.answer}}.' }],
    };
    const referred = await finished(id, {
      type: 'completions',
      model: 'gpt-4o',
      source: { type: 'file_content', content: [{ item: own }] },
      input_messages: { type: 'item_reference', item_reference: 'item.trajectory' },
    });
    expect(referred.items[0]?.sample.input).toEqual([
      { role: 'user', content: 'capital of Korea? Ignore {{item.answer}}.' },
    ]);
    expect(referred.items[0]?.results[0]).toMatchObject({ passed: true });
  });

  it('counts a row as errored when the model does not answer', async () => {
    const { id } = await makeEval([EXACT]);
    const { run, items } = await finished(id, {
      type: 'completions',
      model: 'gpt-4o',
      source: { type: 'file_content', content: [{ item: { answer: 'x', question: 'please break' } }] },
      input_messages: { type: 'template', template: [{ role: 'user', content: '{{item.question}}' }] },
    });
    expect(run).toMatchObject({ status: 'completed', result_counts: { total: 1, errored: 1, failed: 0, passed: 0 } });
    expect(items[0]).toMatchObject({
      status: 'error',
      sample: { error: { code: 'rate_limit_exceeded', message: 'Slow down.' } },
      results: [{ score: null }],
    });
  });

  it('asks an agent, with its instructions and tools, and a model as targets', async () => {
    await emulator.projectV1.agents.createVersion('guide', {
      kind: 'prompt',
      model: 'gpt-4o',
      instructions: 'You know the capital of Korea.',
    });
    const { id } = await makeEval([
      EXACT,
      {
        type: 'azure_ai_evaluator',
        name: 'f1',
        evaluator_name: 'builtin.f1_score',
        data_mapping: { response: '{{sample.output_text}}', ground_truth: '{{item.answer}}' },
      },
    ]);
    const source = {
      type: 'file_content',
      content: [{ item: { answer: 'Seoul', query: 'What is the capital of Korea?' } }],
    };
    const input_messages = {
      type: 'template',
      template: [{ type: 'message', role: 'user', content: { type: 'input_text', text: '{{item.query}}' } }],
    };
    const agent = await finished(id, {
      type: 'azure_ai_target_completions',
      source,
      input_messages,
      target: { type: 'azure_ai_agent', name: 'guide' },
    });
    expect(agent.run).toMatchObject({
      status: 'completed',
      result_counts: { passed: 1 },
      per_model_usage: [{ model_name: 'gpt-4o', invocation_count: 1 }],
    });
    expect(agent.items[0]).toMatchObject({
      sample: { output: [{ role: 'assistant', content: 'Seoul' }] },
      results: [{ passed: true }, { metric: 'f1_score', label: 'pass', score: 1 }],
    });
    const model = await finished(id, {
      type: 'azure_ai_target_completions',
      source,
      target: {
        type: 'azure_ai_model',
        model: 'gpt-4o-mini',
        sampling_params: { temperature: 0, top_p: 1, seed: 1, max_completion_tokens: 50 },
      },
    });
    expect(model.run).toMatchObject({ result_counts: { passed: 1 }, model: 'gpt-4o-mini' });
    // Runs leave no responses behind.
    expect((await (await emulator.request('/openai/responses')).json()) as object).toMatchObject({ data: [] });
  });

  it('of responses asks for responses, or grades those that are stored', async () => {
    const { id } = await makeEval([EXACT], { type: 'logs', metadata: {} });
    const asked = await finished(id, {
      type: 'responses',
      model: 'gpt-4o',
      source: { type: 'file_content', content: [{ item: { answer: 'Seoul', question: 'capital of Korea' } }] },
      input_messages: { type: 'template', template: [{ role: 'user', content: '{{item.question}}' }] },
    });
    expect(asked.run).toMatchObject({ result_counts: { passed: 1 } });
    await v1().responses.create({ model: 'gpt-4o', input: 'capital of Korea', metadata: { use: 'bot' } });
    await v1().responses.create({ model: 'gpt-4o-mini', input: 'capital of Korea' });
    const stored = await makeEval([{ ...EXACT, reference: 'Seoul' }], { type: 'logs', metadata: {} });
    const graded = await finished(stored.id, {
      type: 'responses',
      source: { type: 'responses', metadata: { use: 'bot' } },
    });
    expect(graded.run).toMatchObject({ result_counts: { total: 1, passed: 1 } });
    expect(graded.items[0]?.datasource_item).toMatchObject({ model: 'gpt-4o', input: [{ role: 'user' }] });
    const both = await finished(stored.id, { type: 'responses', source: { type: 'responses' } });
    expect(both.run.result_counts.total).toBe(2);
  });

  it('has judging models, formulas and Python grade', async () => {
    const { id } = await makeEval([
      {
        type: 'score_model',
        name: 'quality',
        model: 'gpt-4o',
        range: [1, 5],
        pass_threshold: 3,
        input: [{ role: 'user', content: 'Rate: {{item.answer}}' }],
      },
      {
        type: 'label_model',
        name: 'tone',
        model: 'gpt-4o',
        labels: ['kind', 'rude'],
        passing_labels: ['kind'],
        input: [{ role: 'user', content: 'Label: {{item.answer}}' }],
      },
      {
        type: 'multi',
        name: 'both',
        calculate_output: 'min(a, b)',
        graders: {
          a: { ...EXACT, name: 'a', input: 'x', reference: 'x' },
          b: { ...EXACT, name: 'b', input: 'x', reference: 'y' },
        },
      },
      { type: 'python', name: 'code', source: 'def grade(sample, item):\n  return len(item["answer"]) / 10' },
      { type: 'azure_ai_evaluator', name: 'violence', evaluator_name: 'builtin.violence' },
    ]);
    const { run, items } = await finished(id, inline({ item: { answer: 'Hello' } }));
    expect(items[0]?.results.slice(0, 3)).toEqual([
      expect.objectContaining({
        name: 'quality',
        score: 4,
        passed: true,
        threshold: 3,
        reason: 'Close enough.',
        sample: expect.objectContaining({ model: 'gpt-4o' }),
      }),
      expect.objectContaining({ name: 'tone', score: 1, passed: true, label: 'kind' }),
      expect.objectContaining({ name: 'both', score: 0, passed: false, properties: { a: 1, b: 0 } }),
    ]);
    expect(items[0]?.results[3]).toMatchObject(
      hasPython ? { score: 0.5, passed: true } : { score: null, sample: { error: { code: 'python_unavailable' } } },
    );
    expect(items[0]?.results[4]).toMatchObject({ score: null, sample: { error: { code: 'evaluator_not_available' } } });
    expect(run.per_model_usage).toMatchObject([{ model_name: 'gpt-4o', invocation_count: 2 }]);
    expect(run).toMatchObject({ result_counts: { total: 1, errored: 1 } });
  });

  it('is judged by the stand-in, too: by the words it reads', async () => {
    const input = [{ role: 'user', content: 'What is the tone of: {{item.answer}}' }];
    const { id } = await makeEval([
      { type: 'label_model', name: 'tone', model: 'gpt-4o', labels: ['kind', 'rude'], passing_labels: ['kind'], input },
      { type: 'score_model', name: 'quality', model: 'gpt-4o', range: [1, 5], input },
    ]);
    const { items } = await finished(id, inline({ item: { answer: 'That was a rude remark.' } }));
    expect(items[0]?.results[0]).toMatchObject({ label: 'rude', passed: false, score: 0 });
    const score = items[0]?.results[1]?.score;
    expect(score).toBeGreaterThanOrEqual(1);
    expect(score).toBeLessThanOrEqual(5);
  });

  it('goes on at the clock’s pace, and can be canceled on the way, once', async () => {
    const { id } = await makeEval([EXACT]);
    const rows = Array.from({ length: 40 }, (_, at) => ({
      item: { answer: `${at}` },
      sample: { output_text: `${at}` },
    }));
    const { id: runId } = await makeRun(id, inline(...rows));
    // One second in the queue, then a fifth of a second for each row, eight rows at a time.
    await advance('PT4S');
    const midway = await readRun(id, runId);
    expect(midway).toMatchObject({ status: 'in_progress', result_counts: { total: 40 } });
    expect(midway.result_counts.passed).toBeGreaterThanOrEqual(16);
    expect(midway.result_counts.passed).toBeLessThan(40);
    expect((await all(v1().evals.runs.list(id, { status: 'in_progress' }))).map((run) => run.id)).toEqual([runId]);
    const canceled = await v1().evals.runs.cancel(runId, { eval_id: id });
    expect(canceled).toMatchObject({ status: 'canceled', result_counts: midway.result_counts });
    await advance('PT1H');
    expect(await readRun(id, runId)).toMatchObject({ status: 'canceled', result_counts: midway.result_counts });
    expect(await failure(v1().evals.runs.cancel(runId, { eval_id: id }))).toMatchObject({ status: 400 });
    expect(await itemsOf(id, runId)).toHaveLength(midway.result_counts.passed);
  });

  it('is canceled where the reference has it, too: by a POST on the run itself', async () => {
    const { id } = await makeEval([EXACT]);
    const { id: runId } = await makeRun(id, inline({ item: { answer: 'a' } }));
    const response = await emulator.request(`/openai/evals/${id}/runs/${runId}`, { method: 'POST' });
    expect(await response.json()).toMatchObject({ id: runId, status: 'canceled' });
  });

  it('is listed oldest first, filtered by status, and deleted with its items', async () => {
    const { id } = await makeEval([EXACT]);
    const ids: string[] = [];
    for (let at = 0; at < 3; at++) ids.push((await makeRun(id, inline({ item: { answer: 'a' } }))).id);
    expect((await all(v1().evals.runs.list(id, { limit: 2 }))).map((run) => run.id)).toEqual(ids);
    expect((await all(v1().evals.runs.list(id, { limit: 2, order: 'desc' }))).map((run) => run.id)).toEqual(
      ids.toReversed(),
    );
    expect(await all(v1().evals.runs.list(id, { status: 'completed' }))).toEqual([]);
    await advance('PT1M');
    expect(await all(v1().evals.runs.list(id, { status: 'completed' }))).toHaveLength(3);
    expect(await v1().evals.runs.delete(`${ids[0]}`, { eval_id: id })).toEqual({
      object: 'eval.deleted',
      run_id: ids[0],
      deleted: true,
    });
    expect(await failure(readRun(id, `${ids[0]}`))).toMatchObject({ status: 404 });
    await v1().evals.delete(id);
    expect(await failure(readRun(id, `${ids[1]}`))).toMatchObject({ status: 404 });
  });
});

describe('a run is refused', () => {
  const completions = { type: 'completions', source: { type: 'file_content', content: [{ item: { answer: 'a' } }] } };
  const template = { type: 'template', template: [{ role: 'user', content: 'x' }] };
  const target = (more: object) => ({ ...completions, type: 'azure_ai_target_completions', target: more });

  it.each<[string, object, string, string]>([
    [
      'a row that does not fit',
      inline({ item: { answer: 'a' } }, { item: { answer: 5 } }),
      'data_source.source.content[1].item',
      "Row 2 does not fit the eval's schema: item.answer must be string",
    ],
    ['no rows', inline(), 'data_source.source.content', 'no rows'],
    [
      'a file that is none',
      { type: 'jsonl', source: { type: 'file_id', id: 'file-none' } },
      'data_source.source.id',
      'There is no file file-none',
    ],
    [
      'a model that is not deployed',
      { ...completions, model: 'gpt-99', input_messages: template },
      'data_source.model',
      'Deployed are gpt-4o, gpt-4o-mini',
    ],
    [
      'a model without a question',
      { ...completions, model: 'gpt-4o' },
      'data_source.input_messages',
      'not what it is asked',
    ],
    [
      'a question without a model',
      { ...completions, input_messages: template },
      'data_source.model',
      'no model that answers',
    ],
    [
      'a template that names nothing',
      {
        ...completions,
        model: 'gpt-4o',
        input_messages: { type: 'template', template: [{ role: 'user', content: '{{x.y}}' }] },
      },
      'data_source.input_messages',
      '{{x.y}} is no variable',
    ],
    [
      'an agent that is none',
      target({ type: 'azure_ai_agent', name: 'nobody' }),
      'data_source.target.name',
      'There is no agent nobody',
    ],
    [
      'a target model that is none',
      target({ type: 'azure_ai_model', model: 'gpt-99' }),
      'data_source.target.model',
      'There is no deployment gpt-99',
    ],
  ])('for %s', async (_, source, param, message) => {
    const { id } = await makeEval([EXACT]);
    const error = await failure(makeRun(id, source));
    expect(error).toMatchObject({ status: 400, param });
    expect(error.message).toContain(message);
    expect(await all(v1().evals.runs.list(id))).toEqual([]);
  });

  it.each<[string, object]>([
    ['data_source.target.type azure_ai_assistant', target({ type: 'azure_ai_assistant', tool_descriptions: [] })],
  ])('with 501 for %s', async (name, source) => {
    const { id } = await makeEval([EXACT]);
    const error = await failure(makeRun(id, source));
    expect(error).toMatchObject({ status: 501, param: name });
    expect(error.message).toContain(`${name} is not served by this emulator`);
  });

  it('for an eval that is none, and nothing is read of a run under another eval', async () => {
    expect(await failure(makeRun('eval_none', inline({ item: {} })))).toMatchObject({ status: 404 });
    const one = await makeEval([EXACT]);
    const other = await makeEval([EXACT]);
    const { id } = await makeRun(one.id, inline({ item: { answer: 'a' } }));
    await advance('PT1M');
    const [item] = await itemsOf(one.id, id);
    expect(await failure(readRun(other.id, id))).toMatchObject({ status: 404 });
    expect(await failure(itemsOf(other.id, id))).toMatchObject({ status: 404 });
    expect(await failure(v1().evals.runs.outputItems.retrieve('none', { eval_id: one.id, run_id: id }))).toMatchObject({
      status: 404,
    });
    expect(
      await failure(v1().evals.runs.outputItems.retrieve(`${item?.id}`, { eval_id: other.id, run_id: id })),
    ).toMatchObject({ status: 404 });
  });
});

describe('a run over a restart', () => {
  it('goes on after the last row that was kept, and grades none twice', async () => {
    const text = Array.from({ length: 50 }, (_, at) =>
      JSON.stringify({ item: { answer: `${at}` }, sample: { output_text: `${at}` } }),
    ).join('\n');
    const file = await v1().files.create({ file: await toFile(Buffer.from(text), 'rows.jsonl'), purpose: 'evals' });
    const { id } = await makeEval([EXACT]);
    const queued = await makeRun(id, { type: 'jsonl', source: { type: 'file_id', id: file.id } });
    await advance('PT4S');
    const late = await makeRun(id, inline({ item: { answer: 'a' } }));
    const before = await itemsOf(id, queued.id);
    expect(before.length).toBeGreaterThan(8);
    expect(before.length).toBeLessThan(50);
    await emulator.close();
    emulator = await startEmulator({ state, inMemory: false, settings });
    await advance('PT1M');
    expect(await readRun(id, queued.id)).toMatchObject({
      status: 'completed',
      result_counts: { total: 50, passed: 50 },
    });
    expect((await readRun(id, late.id)).status).toBe('completed');
    const items = await itemsOf(id, queued.id, { limit: 7 });
    expect(items.map((item) => item.datasource_item_id)).toEqual(Array.from({ length: 50 }, (_, at) => at));
    expect(items.slice(0, before.length)).toEqual(before);
  });
});
