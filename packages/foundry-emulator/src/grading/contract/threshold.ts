import type { Grade } from './grade.ts';

/** A score passes from here on where its criterion does not say: the middle of its range. */
export const middleOf = ([low = 0, high = 1]: readonly number[] = [0, 1]): number => (low + high) / 2;

/** Passed or not, by where the score stands to the threshold. */
export const byThreshold = (score: number, threshold = middleOf()): Pick<Grade, 'score' | 'passed' | 'threshold'> => ({
  score,
  passed: score >= threshold,
  threshold,
});
