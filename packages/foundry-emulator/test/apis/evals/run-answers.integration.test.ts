import { EXACT, useEvals } from './eval-client.ts';

const evals = useEvals();
const { v1, makeEval, finished } = evals;

describe('a run whose rows are answered by a model or an agent', () => {
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
    await evals.emulator.projectV1.agents.createVersion('guide', {
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
    expect((await (await evals.emulator.request('/openai/responses')).json()) as object).toMatchObject({ data: [] });
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
});
