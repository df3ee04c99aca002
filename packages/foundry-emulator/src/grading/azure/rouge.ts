import { GraderError } from '../contract/grader-error.ts';
import { rougeL, rougeN } from '../text/rouge.ts';
import { type BuiltinEvaluator, numberOf, textOf } from './evaluator.ts';

/** ROUGE by `rouge_type`. It passes when precision, recall and F1 each reach their threshold. */
export const rouge = (threshold: number): BuiltinEvaluator => ({
  inputs: ['response', 'ground_truth'],
  evaluate: (inputs, parameters) => {
    const kind = /^rouge([1-5L])$/.exec(`${parameters.rouge_type}`)?.[1];
    if (kind === undefined) {
      throw new GraderError(
        'invalid_parameter',
        'initialization_parameters.rouge_type must be one of rouge1 to rouge5, or rougeL.',
      );
    }
    const response = textOf(inputs, 'response');
    const truth = textOf(inputs, 'ground_truth');
    const score = kind === 'L' ? rougeL(response, truth) : rougeN(response, truth, Number(kind));
    const wanted = numberOf(parameters, 'f1_score_threshold', threshold);
    return {
      score: score.f,
      passed:
        score.f >= wanted &&
        score.precision >= numberOf(parameters, 'precision_threshold', threshold) &&
        score.recall >= numberOf(parameters, 'recall_threshold', threshold),
      threshold: wanted,
      metric: 'rouge',
      properties: { rouge_precision: score.precision, rouge_recall: score.recall, rouge_f1_score: score.f },
    };
  },
});
