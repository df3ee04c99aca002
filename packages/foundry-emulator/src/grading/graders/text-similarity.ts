import type { TextMetric, TextSimilarity } from '../contract/criteria.ts';
import type { GradeBy } from '../contract/grade.ts';
import { render } from '../contract/template.ts';
import { byThreshold } from '../contract/threshold.ts';
import { bleu } from '../text/bleu.ts';
import { fuzzyMatch } from '../text/fuzzy-match.ts';
import { gleu } from '../text/gleu.ts';
import { meteor } from '../text/meteor.ts';
import { rougeL, rougeN } from '../text/rouge.ts';

type Metric = (input: string, reference: string) => number;

const METRICS: Readonly<Record<Exclude<TextMetric, 'cosine'>, Metric>> = {
  fuzzy_match: fuzzyMatch,
  bleu,
  gleu,
  meteor,
  rouge_1: (input, reference) => rougeN(input, reference, 1).f,
  rouge_2: (input, reference) => rougeN(input, reference, 2).f,
  rouge_3: (input, reference) => rougeN(input, reference, 3).f,
  rouge_4: (input, reference) => rougeN(input, reference, 4).f,
  rouge_5: (input, reference) => rougeN(input, reference, 5).f,
  rouge_l: (input, reference) => rougeL(input, reference).f,
};

/** Scores the similarity of input and reference by the requested metric. */
export const gradeBySimilarity: GradeBy<TextSimilarity> = async (grader, scope, { cosine, signal }) => {
  const metric = grader.evaluation_metric;
  const input = render(grader.input, scope);
  const reference = render(grader.reference, scope);
  const score = metric === 'cosine' ? await cosine(input, reference, signal) : METRICS[metric](input, reference);
  return { ...byThreshold(score, grader.pass_threshold), metric };
};
