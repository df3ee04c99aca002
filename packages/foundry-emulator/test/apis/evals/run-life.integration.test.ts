import { toFile } from 'openai';
import { all, EXACT, failure, inline, useEvals } from './eval-client.ts';

const evals = useEvals();
const { v1, advance, makeEval, makeRun, readRun, itemsOf } = evals;

describe('a run', () => {
  it('advances with the clock, and can be canceled once', async () => {
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

  it('can be canceled by a POST on the run itself, as in the reference', async () => {
    const { id } = await makeEval([EXACT]);
    const { id: runId } = await makeRun(id, inline({ item: { answer: 'a' } }));
    const response = await evals.emulator.request(`/openai/evals/${id}/runs/${runId}`, { method: 'POST' });
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

describe('a run over a restart', () => {
  it('resumes after the last stored row, and grades no row twice', async () => {
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
    await evals.restart();
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
