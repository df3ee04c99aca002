import { faultOf, TUNING_GRADERS } from '../../src/grading/check-criterion.ts';
import type { Criterion } from '../../src/grading/contract/criteria.ts';

const messages = [{ role: 'user', content: '{{item.question}}' }];

const cases: [string, Criterion, string, string][] = [
  [
    'a variable outside item and sample',
    { type: 'string_check', name: 'a', input: '{{answer}}', operation: 'eq', reference: 'x' },
    'input',
    '{{answer}} is not a variable',
  ],
  [
    'a passing label that is no label',
    { type: 'label_model', name: 'a', model: 'm', input: messages, labels: ['x'], passing_labels: ['y'] },
    'passing_labels',
    '"y" is not one of the labels',
  ],
  [
    'a range upside down',
    { type: 'score_model', name: 'a', model: 'm', input: messages, range: [5, 1] },
    'range',
    'the lower one first',
  ],
  [
    'a threshold outside the range',
    { type: 'score_model', name: 'a', model: 'm', input: messages, pass_threshold: 3 },
    'pass_threshold',
    'within the range, 0 to 1',
  ],
  ['Python without grade', { type: 'python', name: 'a', source: 'print(1)' }, 'source', 'must define a function grade'],
  [
    'a formula over unknown names',
    {
      type: 'multi',
      name: 'a',
      graders: { one: { type: 'string_check', name: 'one', input: 'x', operation: 'eq', reference: 'x' } },
      calculate_output: 'one + two',
    },
    'calculate_output',
    '"two" is not one of the graders, which are one',
  ],
  [
    'a fault inside a multi grader',
    {
      type: 'multi',
      name: 'a',
      graders: { one: { type: 'python', name: 'one', source: '' } },
      calculate_output: 'one',
    },
    'graders.one.source',
    'must define',
  ],
  [
    'a mapping of an evaluator',
    {
      type: 'azure_ai_evaluator',
      name: 'a',
      evaluator_name: 'builtin.f1_score',
      data_mapping: { response: '{{rows.x}}' },
    },
    'data_mapping.response',
    '{{rows.x}} is not a variable',
  ],
];

it.each(cases)('%s is named with its field', (_, criterion, field, message) => {
  expect(faultOf(criterion)).toEqual({ field, message: expect.stringContaining(message) });
});

it('names a type that has no place there, without a look at the rest of it', () => {
  // As v1 lets it through the check of the shapes.
  const bare = (type: string) => JSON.parse(JSON.stringify({ type })) as Criterion;
  const types = { field: 'type', message: expect.stringContaining('The type "label_model" is not served here') };
  expect(faultOf(bare('label_model'), TUNING_GRADERS)).toEqual(types);
  const graders = { one: { type: 'azure_ai_evaluator', data_mapping: { a: 5 } } };
  const multi = JSON.parse(JSON.stringify({ type: 'multi', name: 'a', calculate_output: 'one', graders })) as Criterion;
  expect(faultOf(multi)).toMatchObject({ field: 'graders.one.type' });
});

it('finds nothing wrong with criteria that can work', () => {
  expect(
    faultOf({ type: 'python', name: 'a', source: 'import re\ndef grade(sample, item):\n  return 1' }),
  ).toBeUndefined();
  expect(
    faultOf({ type: 'score_model', name: 'a', model: 'm', input: messages, range: [1, 5], pass_threshold: 3 }),
  ).toBeUndefined();
});
