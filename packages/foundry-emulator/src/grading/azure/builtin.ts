import { byThreshold } from '../contract/threshold.ts';
import { bleu } from '../text/bleu.ts';
import { f1 } from '../text/f1.ts';
import { gleu } from '../text/gleu.ts';
import { meteor } from '../text/meteor.ts';
import { type BuiltinEvaluator, numberOf, textOf } from './evaluator.ts';
import { regexMatch } from './regex-match.ts';
import { rouge } from './rouge.ts';
import { taskNavigation } from './task-navigation.ts';

/** Default threshold. Source: Microsoft's textual similarity evaluators. */
export const USUAL_THRESHOLD = 0.5;

const ofTexts = (metric: string, measure: (response: string, truth: string) => number): BuiltinEvaluator => ({
  inputs: ['response', 'ground_truth'],
  evaluate: (inputs, parameters) => {
    const score = measure(textOf(inputs, 'response'), textOf(inputs, 'ground_truth'));
    return { ...byThreshold(score, numberOf(parameters, 'threshold', USUAL_THRESHOLD)), metric };
  },
});

/** Computed evaluators of the catalogue, by their names after `builtin.`. */
export const BUILTIN: ReadonlyMap<string, BuiltinEvaluator> = new Map([
  ['f1_score', ofTexts('f1_score', f1)],
  ['bleu_score', ofTexts('bleu', bleu)],
  ['gleu_score', ofTexts('gleu', gleu)],
  ['meteor_score', ofTexts('meteor', meteor)],
  ['rouge_score', rouge(USUAL_THRESHOLD)],
  ['regex_match', regexMatch],
  ['task_navigation_efficiency', taskNavigation],
]);
