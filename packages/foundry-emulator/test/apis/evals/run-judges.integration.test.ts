import { spawnSync } from 'node:child_process';
import { EXACT, inline, useEvals } from './eval-client.ts';

const hasPython = spawnSync('python3', ['--version']).status === 0;

const evals = useEvals();
const { makeEval, finished } = evals;

describe('a run', () => {
  it('is graded by judging models, formulas and Python', async () => {
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

  it('is judged by the rule-based model from the words it reads', async () => {
    const input = [{ role: 'user', content: 'What is the tone of: {{item.answer}}' }];
    const { id } = await makeEval([
      { type: 'label_model', name: 'tone', model: 'gpt-4o', labels: ['kind', 'rude'], passing_labels: ['kind'], input },
      { type: 'score_model', name: 'quality', model: 'gpt-4o', range: [1, 5], input },
      {
        type: 'azure_ai_evaluator',
        name: 'coherence',
        evaluator_name: 'builtin.coherence',
        data_mapping: { query: 'What did she say?', response: '{{item.answer}}' },
        initialization_parameters: { deployment_name: 'gpt-4o' },
      },
    ]);
    const { items } = await finished(id, inline({ item: { answer: 'That was a rude remark.' } }));
    expect(items[0]?.results[0]).toMatchObject({ label: 'rude', passed: false, score: 0 });
    for (const result of items[0]?.results.slice(1) ?? []) {
      expect(result.score).toBeGreaterThanOrEqual(1);
      expect(result.score).toBeLessThanOrEqual(5);
    }
    expect(items[0]?.results[2]).toMatchObject({ name: 'coherence', metric: 'coherence', threshold: 3 });
  });
});
