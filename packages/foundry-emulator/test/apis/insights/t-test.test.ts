import { effectOf } from '../../../src/apis/insights/compare-runs.ts';
import { regularizedBeta } from '../../../src/apis/insights/regularized-beta.ts';
import { summaryOf, welchTest } from '../../../src/apis/insights/t-test.ts';

describe('the p-value', () => {
  /** Two-sided critical values of Student's t, from printed tables. */
  it.each([
    [1, 12.7062, 0.05],
    [2, 9.9248, 0.01],
    [5, 2.5706, 0.05],
    [10, 2.2281, 0.05],
    [30, 2.75, 0.01],
    [120, 1.9799, 0.05],
    [1000, 3.3003, 0.001],
  ])('for %d degrees of freedom and t = %d is %d', (freedom, t, p) => {
    const found = regularizedBeta(freedom / (freedom + t * t), freedom / 2, 0.5);
    expect(Math.abs(found - p)).toBeLessThan(p / 1000);
  });

  it('matches a published example of unequal variances', () => {
    const one = [27.5, 21, 19, 23.6, 17, 17.9, 16.9, 20.1, 21.9, 22.6, 23.1, 19.6, 19, 21.7, 21.4];
    const other = [27.1, 22, 20.8, 23.4, 23.4, 23.5, 25.8, 22, 24.8, 20.2, 21.9, 22.1, 22.9, 20.5, 24.4];
    expect(welchTest(summaryOf(one), summaryOf(other))).toBeCloseTo(0.021, 3);
  });

  it('is symmetric, and is 1 for too few numbers', () => {
    const one = summaryOf([1, 2, 3, 4]);
    const other = summaryOf([2, 4, 6, 9]);
    expect(welchTest(one, other)).toBeCloseTo(welchTest(other, one), 12);
    expect(welchTest(one, one)).toBe(1);
    expect(welchTest(summaryOf([1]), other)).toBe(1);
    expect(welchTest(summaryOf([1, 1]), summaryOf([1, 1]))).toBe(1);
    expect(welchTest(summaryOf([1, 1]), summaryOf([2, 2]))).toBe(0);
  });

  it('is uniform when there is no difference', () => {
    let seed = 7;
    const random = () => {
      seed = (seed * 48271) % 2147483647;
      return seed / 2147483647;
    };
    const sample = () => summaryOf(Array.from({ length: 20 }, () => random() + random() + random()));
    const tries = 4000;
    let below = 0;
    for (let at = 0; at < tries; at++) if (welchTest(sample(), sample()) < 0.05) below += 1;
    expect(below / tries).toBeGreaterThan(0.03);
    expect(below / tries).toBeLessThan(0.07);
  });
});

it('uses the mean and the deviation of a sample', () => {
  expect(summaryOf([])).toEqual({ count: 0, mean: 0, deviation: 0 });
  expect(summaryOf([3])).toEqual({ count: 1, mean: 3, deviation: 0 });
  expect(summaryOf([1, 2, 3, 4])).toEqual({ count: 4, mean: 2.5, deviation: Math.sqrt(5 / 3) });
});

describe('the effect', () => {
  const low = { count: 10, mean: 1, deviation: 1 };
  const high = { count: 10, mean: 2, deviation: 1 };
  it.each([
    ['TooFewSamples', { ...low, count: 9 }, high, 0.001, 'increase'],
    ['TooFewSamples', low, { ...high, count: 9 }, 0.001, 'increase'],
    ['Inconclusive', low, high, 0.05, 'increase'],
    ['Improved', low, high, 0.049, 'increase'],
    ['Degraded', high, low, 0.049, 'increase'],
    ['Degraded', low, high, 0.049, 'decrease'],
    ['Improved', high, low, 0.049, 'decrease'],
    ['Changed', high, low, 0.049, 'neutral'],
  ] as const)('is %s', (effect, baseline, treatment, pValue, direction) => {
    expect(effectOf(baseline, treatment, pValue, direction)).toBe(effect);
  });
});
