import type { LabelModel } from '../contract/criteria.ts';
import type { GradeBy } from '../contract/grade.ts';
import { GraderError } from '../contract/grader-error.ts';
import { renderMessages } from '../contract/messages.ts';
import { judgeSample } from './judge-sample.ts';

/** Asks a model for one of the labels; some of them pass. */
export const gradeByLabel: GradeBy<LabelModel> = async (grader, scope, { judge, signal }) => {
  const items = renderMessages(grader.input, scope);
  const schema = {
    type: 'object',
    properties: {
      reasoning: { type: 'string', description: 'Why, in a sentence or two' },
      label: { type: 'string', enum: [...grader.labels], description: 'The label that fits best' },
    },
    required: ['reasoning', 'label'],
    additionalProperties: false,
  };
  const verdict = await judge({ model: grader.model, items, schema }, signal);
  const { label, reasoning } = verdict.answer;
  if (typeof label !== 'string' || !grader.labels.includes(label)) {
    throw new GraderError(
      'invalid_verdict',
      `The judging model answered "${String(label)}", which is not one of the labels.`,
    );
  }
  const passed = grader.passing_labels.includes(label);
  return {
    score: passed ? 1 : 0,
    passed,
    label,
    ...(typeof reasoning === 'string' && reasoning !== '' ? { reason: reasoning } : {}),
    sample: judgeSample(items, verdict),
    uses: [verdict.use],
  };
};
