import { applyCriterion } from '../../src/grading/apply-criterion.ts';
import type { Criterion, StringCheck } from '../../src/grading/contract/criteria.ts';
import type { GradingTools } from '../../src/grading/contract/grade.ts';
import type { Question } from '../../src/grading/contract/judge.ts';
import type { Scope } from '../../src/grading/contract/template.ts';

const scope: Scope = {
  item: { answer: 'Seoul', question: 'Capital of Korea?' },
  sample: { output_text: 'It is seoul.' },
};

/** Tools whose judge answers what it is told to, and keeps what it was asked. */
function tools(answer: Record<string, unknown> = {}): GradingTools & { asked: Question[] } {
  const asked: Question[] = [];
  return {
    asked,
    judge: async (question) => {
      asked.push(question);
      const use = { model: question.model, promptTokens: 10, completionTokens: 2, cachedTokens: 0 };
      return { answer, text: JSON.stringify(answer), use };
    },
    python: async () => 0.75,
    customEvaluator: () => undefined,
    cosine: async (left, right) => (left === right ? 1 : 0.25),
    signal: new AbortController().signal,
  };
}

const check = (operation: StringCheck['operation'], input = '{{sample.output_text}}'): StringCheck => ({
  type: 'string_check',
  name: 'check',
  input,
  operation,
  reference: '{{item.answer}}',
});

describe('string_check', () => {
  it.each([
    ['eq', 'Seoul', 1],
    ['eq', 'seoul', 0],
    ['ne', 'seoul', 1],
    ['like', 'It is Seoul.', 1],
    ['like', 'It is seoul.', 0],
    ['ilike', 'It is SEOUL.', 1],
    ['ilike', 'Busan', 0],
  ] as const)('%s with "%s" scores %d', async (operation, input, score) => {
    expect(await applyCriterion(check(operation, input), scope, tools())).toEqual({ score, passed: score === 1 });
  });

  it('errors instead of failing when the row lacks the field', async () => {
    const grading = applyCriterion(check('eq', '{{item.nothing}}'), scope, tools());
    await expect(grading).rejects.toMatchObject({ name: 'GraderError', code: 'missing_variable' });
  });
});

describe('text_similarity', () => {
  const similarity = (evaluation_metric: 'cosine' | 'fuzzy_match', pass_threshold: number): Criterion => ({
    type: 'text_similarity',
    name: 'alike',
    evaluation_metric,
    input: '{{item.answer}}',
    reference: 'Seoul City',
    pass_threshold,
  });

  it('passes at its threshold and above', async () => {
    expect(await applyCriterion(similarity('fuzzy_match', 0.6), scope, tools())).toMatchObject({
      passed: true,
      threshold: 0.6,
    });
    expect(await applyCriterion(similarity('fuzzy_match', 0.7), scope, tools())).toMatchObject({ passed: false });
  });

  it('asks the embeddings for cosine', async () => {
    expect(await applyCriterion(similarity('cosine', 0.2), scope, tools())).toEqual({
      score: 0.25,
      passed: true,
      threshold: 0.2,
      metric: 'cosine',
    });
  });
});

describe('label_model', () => {
  const grader: Criterion = {
    type: 'label_model',
    name: 'tone',
    model: 'gpt-4o',
    labels: ['kind', 'rude'],
    passing_labels: ['kind'],
    input: [
      { role: 'developer', content: 'Label the tone.' },
      { role: 'user', content: { type: 'input_text', text: 'Answer: {{sample.output_text}}' } },
    ],
  };

  it('offers the judge the labels only, and passes by the label it takes', async () => {
    const asked = tools({ label: 'rude', reasoning: 'It shouts.' });
    const grade = await applyCriterion(grader, scope, asked);
    expect(grade).toMatchObject({ score: 0, passed: false, label: 'rude', reason: 'It shouts.' });
    expect(grade.uses).toEqual([{ model: 'gpt-4o', promptTokens: 10, completionTokens: 2, cachedTokens: 0 }]);
    expect(grade.sample).toMatchObject({
      input: [{ content: 'Label the tone.' }, { content: 'Answer: It is seoul.' }],
      model: 'gpt-4o',
    });
    expect(asked.asked[0]?.schema.properties?.label?.enum).toEqual(['kind', 'rude']);
  });

  it('errs when the judge takes another', async () => {
    await expect(applyCriterion(grader, scope, tools({ label: 'odd' }))).rejects.toMatchObject({
      code: 'invalid_verdict',
    });
  });
});

describe('score_model', () => {
  const grader: Criterion = {
    type: 'score_model',
    name: 'quality',
    model: 'gpt-4o',
    range: [1, 5],
    input: [
      {
        role: 'user',
        content: ['{{item.question}}', { type: 'input_image', image_url: 'https://example.com/{{item.answer}}.png' }],
      },
    ],
    sampling_params: { temperature: 0, max_completions_tokens: 50, top_p: null },
  };

  it('passes from the middle of its range on where no threshold is given', async () => {
    const asked = tools({ score: 3 });
    expect(await applyCriterion(grader, scope, asked)).toMatchObject({ score: 3, passed: true, threshold: 3 });
    expect(asked.asked[0]).toMatchObject({ temperature: 0, maxOutputTokens: 50 });
    expect(asked.asked[0]).not.toHaveProperty('topP');
    expect(asked.asked[0]?.items).toEqual([
      {
        type: 'message',
        role: 'user',
        content: [
          { type: 'text', text: 'Capital of Korea?' },
          { type: 'image', url: 'https://example.com/Seoul.png' },
        ],
      },
    ]);
  });

  it('errs on a score outside its range', async () => {
    await expect(applyCriterion(grader, scope, tools({ score: 7 }))).rejects.toMatchObject({ code: 'invalid_verdict' });
  });
});

describe('multi', () => {
  const graders = { exact: check('eq'), close: check('ilike') };

  it('puts the scores of its graders into its formula', async () => {
    const grader: Criterion = {
      type: 'multi',
      name: 'both',
      graders,
      calculate_output: '0.25 * exact + 0.75 * close',
      pass_threshold: 0.7,
    };
    expect(await applyCriterion(grader, scope, tools())).toMatchObject({
      score: 0.75,
      passed: true,
      properties: { exact: 0, close: 1 },
    });
  });

  it('errs when the formula gives no number', async () => {
    const grader: Criterion = { type: 'multi', name: 'both', graders, calculate_output: 'close / exact' };
    await expect(applyCriterion(grader, scope, tools())).rejects.toMatchObject({ code: 'invalid_score' });
  });
});

describe('python', () => {
  it('passes from one half on where no threshold is given', async () => {
    const grader: Criterion = { type: 'python', name: 'code', source: 'def grade(sample, item): return 0.75' };
    expect(await applyCriterion(grader, scope, tools())).toEqual({ score: 0.75, passed: true, threshold: 0.5 });
  });
});

describe('azure_ai_evaluator', () => {
  const row: Scope = {
    item: {
      response: 'According to wikipedia, Marie Curie was not born in Paris but in Warsaw.',
      ground_truth: 'Marie Curie was born in Warsaw.',
      answer: 'I think\nANSWER: b',
      actions: [
        { type: 'function_call', name: 'find', arguments: '{"q":"x","n":1}' },
        { type: 'message', content: [{ type: 'tool_call', name: 'book', arguments: {} }] },
      ],
    },
  };
  const evaluate = (evaluator: string, rest: Partial<Extract<Criterion, { type: 'azure_ai_evaluator' }>> = {}) =>
    applyCriterion({ type: 'azure_ai_evaluator', name: 'it', evaluator_name: evaluator, ...rest }, row, tools());

  it.each([
    ['builtin.f1_score', 'f1_score', 0.6316, 'pass'],
    ['builtin.bleu_score', 'bleu', 0.1551, 'fail'],
    ['builtin.gleu_score', 'gleu', 0.2593, 'fail'],
    ['builtin.meteor_score', 'meteor', 0.8621, 'pass'],
  ])('%s reads response and ground_truth of the row', async (name, metric, score, label) => {
    const grade = await evaluate(name);
    expect(grade).toMatchObject({ metric, label, threshold: 0.5 });
    expect(grade.score).toBeCloseTo(score, 3);
  });

  it('builtin.rouge_score needs its type, and passes when precision, recall and mean do', async () => {
    await expect(evaluate('builtin.rouge_score')).rejects.toMatchObject({ code: 'invalid_parameter' });
    const grade = await evaluate('builtin.rouge_score', { initialization_parameters: { rouge_type: 'rougeL' } });
    // The precision, 6 of 13, is too low.
    expect(grade).toMatchObject({ metric: 'rouge', passed: false, properties: { rouge_recall: 1 } });
    const lower = { rouge_type: 'rouge1', precision_threshold: 0.4 };
    expect(await evaluate('builtin.rouge_score', { initialization_parameters: lower })).toMatchObject({ passed: true });
  });

  it('builtin.regex_match takes the answer out of the response', async () => {
    const mapping = { response: '{{item.answer}}', ground_truth: 'B' };
    const patterns = ['none (x)', 'ANSWER: (?P<letter>[A-Z])', '(?i)answer: ([A-Z])'];
    expect(
      await evaluate('builtin.regex_match', { data_mapping: mapping, initialization_parameters: { patterns } }),
    ).toMatchObject({ score: 1, label: 'pass' });
    const exact = { patterns, ignore_case: false };
    expect(
      await evaluate('builtin.regex_match', { data_mapping: mapping, initialization_parameters: exact }),
    ).toMatchObject({ score: 0, reason: 'The response says "b".' });
    await expect(
      evaluate('builtin.regex_match', { data_mapping: mapping, initialization_parameters: { patterns: '(' } }),
    ).rejects.toMatchObject({ code: 'invalid_parameter' });
  });

  it.each([
    ['exact_match', '["find","book"]', true],
    ['exact_match', '["book","find"]', false],
    ['in_order_match', '["find"]', true],
    ['in_order_match', '["book","find"]', false],
    ['any_order_match', '["book","find"]', true],
    ['exact_match', '[["find","book"],{"find":{"n":1,"q":"x"}}]', true],
    ['exact_match', '[["find","book"],{"find":{"q":"y"}}]', false],
  ])('builtin.task_navigation_efficiency by %s of %s is %s', async (mode, expected, passed) => {
    const grade = await evaluate('builtin.task_navigation_efficiency', {
      data_mapping: { expected_actions: expected },
      initialization_parameters: { matching_mode: mode },
    });
    expect(grade.passed).toBe(passed);
  });

  it.each([
    ['builtin.coherence', 4, { score: 4, passed: true, threshold: 3, metric: 'coherence' }],
    ['builtin.coherence', 2, { score: 2, passed: false, label: 'fail', reason: 'So it reads.' }],
    ['builtin.task_adherence', true, { score: 1, passed: true }],
    ['builtin.tool_selection', 0, { score: 0, passed: false }],
  ])(
    '%s is judged by the model it names, and the verdict %p passes by the evaluator’s own scale',
    async (name, result, grade) => {
      const judge = tools({ result, reason: 'So it reads.' });
      const mapping = {
        query: 'Where was she born?',
        tool_definitions: '[]',
        response: '{{item.answer}}',
        unknown: 'x',
      };
      const criterion = {
        evaluator_name: name,
        data_mapping: mapping,
        initialization_parameters: { deployment_name: 'gpt-4o' },
      };
      const found = await applyCriterion({ type: 'azure_ai_evaluator', name: 'it', ...criterion }, row, judge);
      expect(found).toMatchObject(grade);
      const [asked] = judge.asked;
      expect(asked?.model).toBe('gpt-4o');
      expect(JSON.stringify(asked?.items)).toContain('Where was she born?');
    },
  );

  it('a judged evaluator needs its inputs and its model', async () => {
    await expect(evaluate('builtin.coherence')).rejects.toMatchObject({ code: 'missing_parameter' });
    const parameters = { initialization_parameters: { deployment_name: 'gpt-4o' } };
    await expect(evaluate('builtin.retrieval', parameters)).rejects.toMatchObject({ code: 'missing_variable' });
    await expect(evaluate('builtin.fluency', parameters)).rejects.toMatchObject({ code: 'invalid_verdict' });
  });

  it.each(['builtin.protected_material', 'builtin.violence', 'builtin.ifeval', 'my-own', 'constructor'])(
    '%s errs and says what can run',
    async (name) => {
      await expect(evaluate(name)).rejects.toMatchObject({
        code: 'evaluator_not_available',
        message: expect.stringContaining('builtin.f1_score'),
      });
    },
  );
});
