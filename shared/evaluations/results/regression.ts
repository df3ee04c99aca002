import { figure, percent } from '../../jobs/report/markdown.ts';
import type { TrendScore } from '../store/trend.ts';
import { fisherLowerTail, studentUpperTail } from './statistics.ts';

/** Significance level. Entries run every night, so one false alarm in twenty runs would be too many. */
const SIGNIFICANT = 0.01;

/** A criterion whose scores fell by more than chance explains. */
export interface Regression {
  readonly criterion: string;
  readonly what: 'pass rate' | 'mean';
  readonly now: number;
  readonly before: number;
  /** Probability of the fall by chance. */
  readonly chance: number;
}

/**
 * Returns the scores that fell against a baseline: pass rates by Fisher's exact test, means by Welch's t-test. Both treat rows as independent,
 * which makes them conservative for repeated rows.
 * @param before scores of one run or of several, taken together
 */
export function findRegressions(scores: readonly TrendScore[], before: readonly TrendScore[]): Regression[] {
  return scores.flatMap((score) => {
    const earlier = before.filter(({ criterion }) => criterion === score.criterion);
    return [passRateRegression(score, earlier), meanRegression(score, earlier)].flatMap((fallen) => fallen ?? []);
  });
}

export const describeRegression = ({ criterion, what, now, before, chance }: Regression): string => {
  const show = what === 'mean' ? figure : percent;
  return `${criterion}: ${what} ${show(now)}, before ${show(before)} (by chance: ${figure(chance)})`;
};

function passRateRegression(
  { criterion, passed, total }: TrendScore,
  earlier: readonly TrendScore[],
): Regression | undefined {
  const passedBefore = sum(earlier.map((score) => score.passed));
  const totalBefore = sum(earlier.map((score) => score.total));
  if (total === 0 || totalBefore === 0 || passed / total >= passedBefore / totalBefore) return undefined;
  const chance = fisherLowerTail(passed, total, passedBefore, totalBefore);
  if (chance >= SIGNIFICANT) return undefined;
  return { criterion, what: 'pass rate', now: passed / total, before: passedBefore / totalBefore, chance };
}

interface Sample {
  readonly count: number;
  readonly mean: number;
  readonly variance: number;
}

function meanRegression(score: TrendScore, earlier: readonly TrendScore[]): Regression | undefined {
  const now = sampleOf(score);
  const before = pooled(earlier.flatMap((one) => sampleOf(one) ?? []));
  if (now === undefined || before === undefined || now.mean >= before.mean) return undefined;
  const [a, b] = [now.variance / now.count, before.variance / before.count];
  // Without variance the test is not defined; pass rates are compared all the same.
  if (now.count < 2 || before.count < 2 || a + b === 0) return undefined;
  const freedom = Math.max(1, Math.floor((a + b) ** 2 / (a ** 2 / (now.count - 1) + b ** 2 / (before.count - 1))));
  const chance = studentUpperTail((before.mean - now.mean) / Math.sqrt(a + b), freedom);
  if (chance >= SIGNIFICANT) return undefined;
  return { criterion: score.criterion, what: 'mean', now: now.mean, before: before.mean, chance };
}

function sampleOf({ total, errored, mean, deviation = 0 }: TrendScore): Sample | undefined {
  return mean === undefined ? undefined : { count: total - errored, mean, variance: deviation ** 2 };
}

function pooled(samples: readonly Sample[]): Sample | undefined {
  const count = sum(samples.map((one) => one.count));
  if (count === 0) return undefined;
  const mean = sum(samples.map((one) => one.mean * one.count)) / count;
  const squares = sum(samples.map((one) => one.variance * (one.count - 1) + one.count * (one.mean - mean) ** 2));
  return { count, mean, variance: count < 2 ? 0 : squares / (count - 1) };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
