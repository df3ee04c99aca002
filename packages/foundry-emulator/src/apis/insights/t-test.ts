import { regularizedBeta } from './regularized-beta.ts';

/** What a list of numbers comes to. */
export interface Summary {
  readonly count: number;
  readonly mean: number;
  /** Of a sample, with one degree of freedom less than numbers; 0 for fewer than two. */
  readonly deviation: number;
}

export function summaryOf(values: readonly number[]): Summary {
  const count = values.length;
  const mean = count === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / count;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { count, mean, deviation: count < 2 ? 0 : Math.sqrt(squares / (count - 1)) };
}

/**
 * How likely means are to lie at least so far apart when there is no difference: the two-sided p-value of Welch's t-test, which takes
 * the spreads for different. 1 where there are too few numbers to tell.
 */
export function welchTest(one: Summary, other: Summary): number {
  if (Math.min(one.count, other.count) < 2) return 1;
  const [left, right] = [one, other].map(({ deviation, count }) => deviation ** 2 / count) as [number, number];
  const delta = one.mean - other.mean;
  // Numbers that never vary: either there is no difference, or chance has nothing to do with it.
  if (left + right === 0) return delta === 0 ? 1 : 0;
  const square = delta ** 2 / (left + right);
  const freedom = (left + right) ** 2 / (left ** 2 / (one.count - 1) + right ** 2 / (other.count - 1));
  return regularizedBeta(freedom / (freedom + square), freedom / 2, 0.5);
}
