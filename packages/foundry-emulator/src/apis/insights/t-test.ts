import { regularizedBeta } from './regularized-beta.ts';

/** Count, mean and deviation of a list of numbers. */
export interface Summary {
  readonly count: number;
  readonly mean: number;
  /** Standard deviation of the sample (n − 1); 0 for fewer than two numbers. */
  readonly deviation: number;
}

export function summaryOf(values: readonly number[]): Summary {
  const count = values.length;
  const mean = count === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / count;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { count, mean, deviation: count < 2 ? 0 : Math.sqrt(squares / (count - 1)) };
}

/** Returns the two-sided p-value of Welch's t-test, which allows different variances; 1 when there are too few numbers. */
export function welchTest(one: Summary, other: Summary): number {
  if (Math.min(one.count, other.count) < 2) return 1;
  const [left, right] = [one, other].map(({ deviation, count }) => deviation ** 2 / count) as [number, number];
  const delta = one.mean - other.mean;
  // Without any variance, means are either equal or certainly different.
  if (left + right === 0) return delta === 0 ? 1 : 0;
  const square = delta ** 2 / (left + right);
  const freedom = (left + right) ** 2 / (left ** 2 / (one.count - 1) + right ** 2 / (other.count - 1));
  return regularizedBeta(freedom / (freedom + square), freedom / 2, 0.5);
}
