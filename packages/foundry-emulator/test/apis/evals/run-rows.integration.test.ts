import { toFile } from 'openai';
import { EXACT, inline, useEvals } from './eval-client.ts';

const evals = useEvals();
const { v1, advance, makeEval, makeRun, readRun, itemsOf, finished } = evals;

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
});
