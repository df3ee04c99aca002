import type { ScoreModel } from '../contract/criteria.ts';
import type { GradeBy } from '../contract/grade.ts';
import { GraderError } from '../contract/grader-error.ts';
import { renderMessages } from '../contract/messages.ts';
import { byThreshold, middleOf } from '../contract/threshold.ts';
import { judgeSample } from './judge-sample.ts';

/** Asks a model for a score within the range. */
export const gradeByScore: GradeBy<ScoreModel> = async (grader, scope, { judge, signal }) => {
  const [low = 0, high = 1] = grader.range ?? [];
  const items = renderMessages(grader.input, scope);
  const schema = {
    type: 'object',
    properties: {
      reasoning: { type: 'string', description: 'Why, in a sentence or two' },
      score: { type: 'number', minimum: low, maximum: high, description: `The score, from ${low} to ${high}` },
    },
    required: ['reasoning', 'score'],
    additionalProperties: false,
  };
  const verdict = await judge({ model: grader.model, items, schema, ...samplingOf(grader) }, signal);
  const { score, reasoning } = verdict.answer;
  if (typeof score !== 'number' || score < low || score > high) {
    throw new GraderError(
      'invalid_verdict',
      `The judging model gave the score ${String(score)}; it must be a number from ${low} to ${high}.`,
    );
  }
  return {
    ...byThreshold(score, grader.pass_threshold ?? middleOf([low, high])),
    ...(typeof reasoning === 'string' && reasoning !== '' ? { reason: reasoning } : {}),
    sample: judgeSample(items, verdict),
    uses: [verdict.use],
  };
};

function samplingOf({ sampling_params: params = {} }: ScoreModel) {
  const { temperature, top_p, max_completions_tokens: limit, reasoning_effort: effort } = params;
  return {
    ...(typeof temperature === 'number' ? { temperature } : {}),
    ...(typeof top_p === 'number' ? { topP: top_p } : {}),
    ...(typeof limit === 'number' ? { maxOutputTokens: limit } : {}),
    ...(typeof effort === 'string' ? { reasoningEffort: effort } : {}),
  };
}
