import { JobHarness } from '../support/job-harness.ts';

const MINUTE = 60_000;

let world: JobHarness;
let evalId: string;

beforeAll(async () => {
  world = await JobHarness.start();
  const made = await world.openai.evals.create({
    name: 'answers are right',
    data_source_config: {
      type: 'custom',
      item_schema: {
        type: 'object',
        properties: { query: { type: 'string' }, answer: { type: 'string' }, expected: { type: 'string' } },
        required: ['query', 'expected'],
      },
      include_sample_schema: true,
    },
    testing_criteria: [
      {
        type: 'string_check',
        name: 'exact',
        input: '{{item.answer}}',
        reference: '{{item.expected}}',
        operation: 'eq',
      },
      {
        type: 'text_similarity',
        name: 'similar',
        input: '{{item.answer}}',
        reference: '{{item.expected}}',
        evaluation_metric: 'fuzzy_match',
        pass_threshold: 0.6,
      },
    ],
  });
  evalId = made.id;
});
afterAll(() => world.stop());
afterEach(async () => {
  await world.emulator.admin('DELETE', 'faults');
  await world.announcements();
});

let count = 0;
const row = (answer: string | undefined, expected = 'Seoul') => {
  count += 1;
  return { query: `question ${count}`, expected, ...(answer === undefined ? {} : { answer }) };
};
const right = () => row('Seoul');
const wrong = () => row('Paris');
const request = (items: object[], changes: object = {}) => ({ evalId, data: { items }, ...changes });
const run = (items: object[], changes: object = {}) => world.run('evaluation-run', request(items, changes));
const runs = async (key: string) => {
  const found = [];
  for await (const one of world.openai.evals.runs.list(evalId))
    if (one.metadata?.idempotencyKey === key) found.push(one);
  return found;
};

describe('an evaluation run', () => {
  it('brings home every row, the scores by criterion, a chart and a report', async () => {
    const job = await run([right(), right(), wrong()]);
    expect(job).toMatchObject({ state: 'succeeded', serviceStatus: 'completed', kind: 'evaluation-run' });
    expect(await world.result(job.id)).toMatchObject({
      evalId,
      rows: 3,
      criteria: [
        { criterion: 'exact', total: 3, passed: 2, failed: 1, errored: 0, mean: expect.closeTo(2 / 3) },
        { criterion: 'similar', total: 3, errored: 0 },
      ],
      gates: [],
    });
    const items = (await world.files.read(job.id, 'items.jsonl'))?.trim().split('\n') ?? [];
    expect(items).toHaveLength(3);
    expect(JSON.parse(items[0] ?? '')).toMatchObject({ object: 'eval.run.output_item', results: expect.any(Array) });
    expect(await world.files.read(job.id, 'scores.svg')).toContain('>exact<');
    expect(await world.files.read(job.id, 'report.md')).toMatch(/\| exact \| 66.7 % \| 2 \| 1 \| 0 \|/);
  });

  it('reads its rows from a blob, written either way, and takes the uploaded file away', async () => {
    const rows = [right(), { item: wrong() }, right()].map((one) => `${JSON.stringify(one)}\n`).join('');
    await world.blob('eval-data/rows.jsonl', rows);
    const job = await world.run('evaluation-run', { evalId, data: { blob: 'eval-data/rows.jsonl' } });
    expect(await world.result(job.id)).toMatchObject({ rows: 3, criteria: [{ passed: 2 }, {}] });
    for await (const { filename } of world.openai.files.list()) expect(filename).not.toContain(job.id);
  });

  it('asks a model, and judges its answers', async () => {
    const asked = await world.openai.evals.create({
      name: 'answers',
      data_source_config: {
        type: 'custom',
        item_schema: { type: 'object', properties: { question: { type: 'string' } }, required: ['question'] },
        include_sample_schema: true,
      },
      testing_criteria: [
        {
          type: 'string_check',
          name: 'says something',
          input: '{{sample.output_text}}',
          reference: '',
          operation: 'ne',
        },
      ],
    });
    const job = await world.run('evaluation-run', {
      evalId: asked.id,
      data: { items: [{ question: 'What is the capital of Korea?' }, { question: 'And of Japan?' }] },
      target: { model: 'gpt-4o-mini' },
      prompt: '{{item.question}}',
      gates: { 'says something': { minPassRate: 1 } },
    });
    expect(job).toMatchObject({ state: 'succeeded', verdict: 'passed' });
    expect(await world.result(job.id)).toMatchObject({
      rows: 2,
      usage: [expect.objectContaining({ model_name: expect.any(String) })],
    });
  });

  it('brings home thousands of rows, page by page', async () => {
    const rows = Array.from({ length: 1_250 }, () => `${JSON.stringify(right())}\n`).join('');
    await world.blob('eval-data/many.jsonl', rows);
    await world.faults({
      operation: 'Evals_GetEvalRunOutputItems',
      status: 429,
      retryAfterMs: 5,
      probability: 0.3,
      seed: 4,
    });
    const job = await world.run('evaluation-run', { evalId, data: { blob: 'eval-data/many.jsonl' } });
    expect(await world.result(job.id)).toMatchObject({ rows: 1_250, criteria: [{ total: 1_250, passed: 1_250 }, {}] });
    const items = (await world.files.read(job.id, 'items.jsonl'))?.trim().split('\n') ?? [];
    expect(new Set(items.map((item) => JSON.parse(item).id)).size).toBe(1_250);
  });
});

describe('a row without a score', () => {
  it('is an error, and no zero', async () => {
    // The template names a field that this row does not have: the service gives no verdict.
    const job = await run([right(), right(), row(undefined)], { gates: { exact: { minMean: 1 } } });
    const { criteria } = await world.result(job.id);
    expect(criteria).toMatchObject([
      { criterion: 'exact', passed: 2, failed: 0, errored: 1, mean: 1, passRate: expect.closeTo(2 / 3) },
      { criterion: 'similar', errored: 1 },
    ]);
    expect(job.verdict).toBe('passed');
    expect(await world.files.read(job.id, 'report.md')).toContain('They count as not passed');
  });

  it('fails the job when every row is one, with the reasons grouped', async () => {
    const job = await run([row(undefined), row(undefined), row(undefined)]);
    expect(job).toMatchObject({
      state: 'failed',
      reason: {
        code: 'completed_with_errors',
        message: expect.stringMatching(/^None of the 3 rows has a score\..*3 of them/),
      },
    });
    const { errors } = await world.result(job.id);
    expect(errors).toEqual([{ reason: expect.stringMatching(/./), rows: 3 }]);
    const report = await world.files.read(job.id, 'report.md');
    expect(report).toMatch(/## Errors\n\n\| Rows \| Reason \|\n\| --- \| --- \|\n\| 3 \| .+ \|/);
    // The emulator has no portal.
    expect(report).not.toContain('portal');
  });
});

describe('gates', () => {
  it('are met, or fail the verdict and not the job', async () => {
    const gates = { exact: { minPassRate: 0.5 }, similar: { minMean: 0.99 } };
    const job = await run([right(), wrong()], { gates });
    expect(job).toMatchObject({ state: 'succeeded', verdict: 'failed' });
    expect(await world.result(job.id)).toMatchObject({
      gates: [
        { criterion: 'exact', gate: 'minPassRate', wanted: 0.5, measured: 0.5, met: true },
        { criterion: 'similar', gate: 'minMean', met: false },
      ],
    });
    const last = (await world.announcements()).at(-1);
    expect(last).toMatchObject({ type: 'foundry-functions.job.succeeded', data: { verdict: 'failed' } });
    expect(await world.files.read(job.id, 'report.md')).toMatch(/- ✗ similar: mean .*, wanted 0.99/);
  });
});

describe('what goes wrong at the service', () => {
  it.each([
    ['429', { status: 429, retryAfter: 30, times: 2 }],
    ['a connection dropped after the effect', { drop: 'after', times: 1 }],
    ['a 500 although it was created', { status: 500, afterEffect: true, times: 1 }],
  ])('does not make a second run: %s at the create', async (_name, fault) => {
    await world.faults({ operation: 'Evals_CreateEvalRun', ...fault });
    const job = await run([right()]);
    expect(job.state).toBe('succeeded');
    expect(await runs(job.id)).toHaveLength(1);
  });

  it('does not make a second run for a clock that is half a day ahead of ours', async () => {
    await world.emulator.admin('POST', 'clock', { advance: 'PT12H' });
    await world.faults({ operation: 'Evals_CreateEvalRun', drop: 'after', times: 1 });
    const job = await run([right()]);
    expect(job.state).toBe('succeeded');
    expect(await runs(job.id)).toHaveLength(1);
  });

  it('does not throw the results away for one page that fails', async () => {
    await world.faults(
      { operation: 'Evals_GetEvalRunOutputItems', status: 408, times: 1 },
      { operation: 'Evals_GetEvalRunOutputItems', drop: 'after', times: 1 },
    );
    expect(await run([right()])).toMatchObject({ state: 'succeeded' });
  });

  it('names the reason for its wait in the events', async () => {
    await world.faults({ operation: 'Evals_CreateEvalRun', status: 503, times: 1 });
    const job = await run([right()]);
    const { listEvents } = await import('../../shared/jobs/store/job-events.ts');
    const { events } = await listEvents(world.services.eventsTable, job.id, { limit: 100 });
    expect(events).toContainEqual(expect.objectContaining({ level: 'warn', message: expect.stringMatching(/503/) }));
  });

  it('ends the job when its eval is deleted meanwhile', async () => {
    const made = await world.openai.evals.create({
      name: 'short-lived',
      data_source_config: { type: 'custom', item_schema: { type: 'object', properties: {} } },
      testing_criteria: [{ type: 'string_check', name: 'x', input: 'a', reference: 'a', operation: 'eq' }],
    });
    const { id } = await world.accept('evaluation-run', { evalId: made.id, data: { items: [{ a: 1 }] } });
    await world.openai.evals.delete(made.id);
    await world.carry(id);
    expect(await world.record(id)).toMatchObject({ state: 'failed', reason: { code: 'eval_not_found' } });
  });
});

describe('bad input', () => {
  const refused = (body: object) => world.accept('evaluation-run', body);

  it('is refused at once: an eval that does not exist', async () => {
    await expect(refused({ ...request([right()]), evalId: 'eval_none' })).rejects.toMatchObject({
      code: 'eval_not_found',
      status: 404,
      message: expect.stringContaining('eval_none'),
    });
  });

  it('is refused at once: a gate on a criterion that does not exist', async () => {
    await expect(refused(request([right()], { gates: { exakt: { minMean: 1 } } }))).rejects.toMatchObject({
      code: 'unknown_criterion',
      details: [{ field: 'gates.exakt', problem: expect.any(String) }],
      message: expect.stringContaining('It has: exact, similar.'),
    });
  });

  it('is refused at once: a question to a target that names no field of the rows', async () => {
    const body = request([right()], { target: { model: 'gpt-4o-mini' }, prompt: '{{item.frage}}' });
    await expect(refused(body)).rejects.toMatchObject({
      code: 'unknown_field',
      message: expect.stringContaining('query, answer, expected'),
    });
  });

  it('is refused at once: rows that lack a field', async () => {
    await expect(refused(request([right(), { query: 'x' }]))).rejects.toMatchObject({
      code: 'invalid_data',
      message: expect.stringMatching(/data.items\[1\] has no expected/),
    });
  });

  it('is refused at once: a blob that is missing', async () => {
    await expect(refused({ evalId, data: { blob: 'eval-data/none.jsonl' } })).rejects.toMatchObject({
      code: 'blob_not_found',
    });
  });

  it('fails the job and leaves nothing at the service: rows of a blob that lack a field', async () => {
    await world.blob('eval-data/bad.jsonl', `${JSON.stringify(right())}\n{"query":"x"}\n`);
    const job = await world.run('evaluation-run', { evalId, data: { blob: 'eval-data/bad.jsonl' } });
    expect(job).toMatchObject({
      state: 'failed',
      reason: { code: 'invalid_data', message: expect.stringMatching(/line 2 has no expected/) },
    });
    expect(await runs(job.id)).toEqual([]);
    for await (const { filename } of world.openai.files.list()) expect(filename).not.toContain(job.id);
  });

  it('asks an agent each row, and grades what it says', async () => {
    await world.emulator.project.agents.createVersion('examined', { kind: 'prompt', model: 'gpt-4o-mini' });
    const said = await world.openai.evals.create({
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
    const items = [{ query: 'Who are you?' }, { query: 'What can you do?' }];
    const job = await world.run('evaluation-run', {
      evalId: said.id,
      data: { items },
      target: { agent: 'examined' },
      gates: { 'not empty': { minPassRate: 1 } },
    });
    expect(job).toMatchObject({ state: 'succeeded', verdict: 'passed' });
    const rows = await world.openai.evals.runs.list(said.id).then(({ data }) => data[0]?.result_counts);
    expect(rows).toMatchObject({ total: 2, passed: 2, errored: 0 });
  });

  it('fails the job: an agent that does not exist', async () => {
    const job = await run([right()], { target: { agent: 'nobody' } });
    expect(job).toMatchObject({
      state: 'failed',
      reason: { code: 'refused', message: expect.stringMatching(/nobody/) },
    });
  });

  it('cannot be paused', async () => {
    const { id } = await world.accept('evaluation-run', request([right()]));
    const { commandJob } = await import('../../shared/jobs/api/command-job.ts');
    const answer = await commandJob(id, 'pause', 'http://x/api', { ...world.services, wake: async () => {} });
    expect(answer).toMatchObject({ status: 409, body: { detail: expect.stringMatching(/cannot pause/) } });
    await world.carry(id, [{ after: MINUTE, do: async () => {} }]);
  });
});
