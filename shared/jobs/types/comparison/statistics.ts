import { seededRandom } from '../../../core/random.ts';

/** Mean of paired differences with its confidence interval. */
export interface Interval {
  readonly mean: number;
  /** The true mean lies between these with 95 % confidence. */
  readonly low: number;
  readonly high: number;
}

const RESAMPLES = 2_000;
const TAIL = 0.025;
/** Differences that are drawn from at most: beyond that the interval hardly changes, and drawing takes time. */
const MOST_DRAWN = 2_000;

/**
 * Mean of paired differences with its 95 % confidence interval, by the bootstrap: the differences are drawn again and again, with
 * repetition, and the middle 95 % of the means that come out are kept. Nothing is assumed about how scores are distributed. The
 * same differences give the same interval.
 */
export function pairedDifference(differences: readonly number[]): Interval {
  const mean = average(differences);
  if (differences.length < 2) return { mean, low: mean, high: mean };
  const random = seededRandom(differences.length);
  const drawn = Float64Array.from(differences);
  const draws = Math.min(differences.length, MOST_DRAWN);
  // Fewer draws than differences spread their mean wider than it is.
  const shrink = Math.sqrt(draws / differences.length);
  const means = new Float64Array(RESAMPLES);
  for (let resample = 0; resample < RESAMPLES; resample++) {
    let sum = 0;
    for (let draw = 0; draw < draws; draw++) sum += drawn[Math.floor(random() * drawn.length)] ?? 0;
    means[resample] = mean + (sum / draws - mean) * shrink;
  }
  means.sort();
  const at = (share: number) => means[Math.round(share * (RESAMPLES - 1))] ?? mean;
  return { mean, low: at(TAIL), high: at(1 - TAIL) };
}

const average = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * Returns the p-value of the exact two-sided sign test (McNemar's test for passes and failures). `up` rows got better,
 * `down` rows got worse; unchanged rows do not count.
 */
export function signTest(up: number, down: number): number {
  const changed = up + down;
  if (changed === 0) return 1;
  let tail = 0;
  // In logarithms, for the binomial coefficients of a thousand rows are larger than any number here.
  let coefficient = 0;
  for (let count = 0; count <= Math.min(up, down); count++) {
    if (count > 0) coefficient += Math.log(changed - count + 1) - Math.log(count);
    tail += Math.exp(coefficient - changed * Math.LN2);
  }
  return Math.min(1, 2 * tail);
}
