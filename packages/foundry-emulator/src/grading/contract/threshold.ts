import type { Grade } from './grade.ts';

/** Returns the default threshold of a range: its middle. */
export const middleOf = ([low = 0, high = 1]: readonly number[] = [0, 1]): number => (low + high) / 2;

/** Compares a score with the threshold. */
export const byThreshold = (score: number, threshold = middleOf()): Pick<Grade, 'score' | 'passed' | 'threshold'> => ({
  score,
  passed: score >= threshold,
  threshold,
});
