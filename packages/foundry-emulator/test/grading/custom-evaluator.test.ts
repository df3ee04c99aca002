import { applyCriterion } from '../../src/grading/apply-criterion.ts';
import type { EvaluatorDefinition, EvaluatorMetric } from '../../src/grading/contract/evaluator.ts';
import type { GradingTools } from '../../src/grading/contract/grade.ts';
import type { Question } from '../../src/grading/contract/judge.ts';

const scope = { item: { question: 'Capital?', answer: 'Seoul' }, sample: { output_text: 'It is Seoul.' } };
const asked: { question?: Question; item?: unknown; version?: string | undefined } = {};

const tools = (definition: EvaluatorDefinition, result: unknown = 4): GradingTools => ({
  judge: async (question) => {
    asked.question = question;
    const answer = { result, reason: 'Because.' };
    const use = { model: question.model, promptTokens: 9, completionTokens: 2, cachedTokens: 0 };
    return { answer, text: JSON.stringify(answer), use };
  },
  python: async (_code, { item }) => {
    asked.item = item;
    return 0.75;
  },
  customEvaluator: (name, version) => {
    asked.version = version;
    return name === 'mine' ? definition : undefined;
  },
  cosine: async () => 0,
  signal: new AbortController().signal,
});
const CRITERION = { type: 'azure_ai_evaluator', name: 'c', evaluator_name: 'mine' } as const;
const prompt = (metric: EvaluatorMetric, prompt_text = 'Rate {{response}} to {{question}}'): EvaluatorDefinition => ({
  type: 'prompt',
  prompt_text,
  metrics: { other: {}, mine: { ...metric, is_primary: true } },
});
const MODEL = { initialization_parameters: { deployment_name: 'gpt-4o' } };
const MAPPED = { ...CRITERION, ...MODEL, data_mapping: { response: '{{sample.output_text}}' } };

it('puts a prompt with its inputs to the model that is named, and takes the middle of the range for the threshold', async () => {
  const metric: EvaluatorMetric = { type: 'ordinal', min_value: 1, max_value: 5, desirable_direction: 'increase' };
  const criterion = { ...MAPPED, evaluator_version: '2' };
  const grade = await applyCriterion(criterion, scope, tools(prompt(metric)));
  expect(grade).toMatchObject({
    score: 4,
    passed: true,
    threshold: 3,
    metric: 'mine',
    reason: 'Because.',
    label: 'pass',
  });
  expect(grade.uses).toHaveLength(1);
  expect(asked.version).toBe('2');
  expect(asked.question).toMatchObject({
    model: 'gpt-4o',
    items: [{ role: 'user', content: [{ text: 'Rate It is Seoul. to Capital?' }] }],
    schema: { properties: { result: { type: 'integer', minimum: 1, maximum: 5 } } },
  });
});

it.each([
  [{ type: 'boolean', desirable_direction: 'increase' }, true, 1, true],
  [{ type: 'boolean', desirable_direction: 'decrease' }, true, 1, false],
  [{ type: 'boolean', desirable_direction: 'decrease' }, false, 0, true],
  [{ type: 'continuous', min_value: 0, max_value: 10, desirable_direction: 'decrease' }, 7, 7, false],
] as const)('passes or fails by what is desirable of %j: %p', async (metric, result, score, passed) => {
  expect(await applyCriterion(MAPPED, scope, tools(prompt(metric), result))).toMatchObject({ score, passed });
});

it('keeps to a threshold that is given', async () => {
  const criterion = { ...MAPPED, initialization_parameters: { deployment_name: 'gpt-4o', threshold: 4.5 } };
  expect(await applyCriterion(criterion, scope, tools(prompt({})))).toMatchObject({ passed: false, threshold: 4.5 });
});

it('runs code with the row and what is mapped', async () => {
  const definition = { type: 'code', code_text: 'def grade(sample, item):\n    return 0.75' };
  expect(await applyCriterion(MAPPED, scope, tools(definition))).toMatchObject({ score: 0.75, passed: true });
  expect(asked.item).toEqual({ ...scope.item, response: 'It is Seoul.' });
});

it.each([
  ['missing_parameter', { ...CRITERION, data_mapping: MAPPED.data_mapping }, prompt({}), 4],
  ['missing_variable', { ...CRITERION, ...MODEL }, prompt({}), 4],
  ['invalid_verdict', MAPPED, prompt({}), 'good'],
  ['evaluator_not_available', MAPPED, { type: 'service' }, 4],
  ['evaluator_not_available', { ...MAPPED, evaluator_name: 'nobody' }, prompt({}), 4],
])('errs with %s where there is no verdict', async (code, criterion, definition, result) => {
  const grading = applyCriterion(criterion, scope, tools(definition, result));
  await expect(grading).rejects.toMatchObject({ name: 'GraderError', code });
});
