import { all, EXACT, failure, inline, useEvals } from './eval-client.ts';

const evals = useEvals();
const { v1, advance, makeEval, makeRun, readRun, itemsOf } = evals;

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
      '{{x.y}} is not a variable',
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
    [
      'an assistant that is none',
      target({ type: 'azure_ai_assistant', id: 'asst_none', tool_descriptions: [] }),
      'data_source.target.id',
      'There is no assistant asst_none',
    ],
  ])('for %s', async (_, source, param, message) => {
    const { id } = await makeEval([EXACT]);
    const error = await failure(makeRun(id, source));
    expect(error).toMatchObject({ status: 400, param });
    expect(error.message).toContain(message);
    expect(await all(v1().evals.runs.list(id))).toEqual([]);
  });

  it('with 501 for unsupported types', async () => {
    const { id } = await makeEval([EXACT]);
    const source = { ...completions, type: 'azure_ai_horoscope' };
    expect(await failure(makeRun(id, source))).toMatchObject({
      status: 501,
      message: expect.stringContaining('data_source.type azure_ai_horoscope is not served by this emulator'),
    });
  });

  it('for an eval that does not exist, and for a run under another eval', async () => {
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
