import { all, CUSTOM, EXACT, failure, useEvals } from './eval-client.ts';

const evals = useEvals();
const { v1, reference, beta, advance, makeEval } = evals;

describe('an eval', () => {
  it('is created, read, listed, changed and deleted through every client', async () => {
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

  it('is listed oldest first, in pages, or by its last change', async () => {
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
      '{{answer}} is not a variable',
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
      'not a JSON Schema',
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
      evals.emulator.request(`/openai/evals/${id}`, { method: 'POST', body: JSON.stringify({ properties }) });
    expect((await post({ a: '1' })).status).toBe(200);
    expect((await post({ a: '2' })).status).toBe(400);
  });
});
