import fc from 'fast-check';
import { seededRandom } from '../../../shared/core/random.ts';
import { compareCriterion } from '../../../shared/jobs/types/comparison/compare-criterion.ts';
import type { RunPair } from '../../../shared/jobs/types/comparison/run-pair.ts';
import { phaseOfPair } from '../../../shared/jobs/types/comparison/run-pair.ts';
import { pairedDifference, signTest } from '../../../shared/jobs/types/comparison/statistics.ts';
import type { Verdict } from '../../../shared/jobs/types/evaluation-run/score-card.ts';

const verdict = (score: number | undefined): Verdict => ({
  criterion: 'exact',
  outcome: score === undefined ? 'errored' : score >= 0.5 ? 'passed' : 'failed',
  ...(score === undefined ? {} : { score }),
});

const compare = (base: (number | undefined)[], tuned: (number | undefined)[]) =>
  compareCriterion(
    'exact',
    base.map((score, at) => [verdict(score), verdict(tuned[at])] as const),
  );

describe('the comparison of two models', () => {
  it('says better when nearly every row got better', () => {
    const found = compare(
      Array(20).fill(0.4),
      Array.from({ length: 20 }, (_, at) => (at === 0 ? 0.3 : 0.9)),
    );
    expect(found).toMatchObject({ verdict: 'better', gained: 19, lost: 0, pairs: 20, leftOut: 0 });
    expect(found.difference.low).toBeGreaterThan(0);
  });

  it('says worse when nearly every row got worse', () => {
    expect(compare(Array(20).fill(0.9), Array(20).fill(0.2)).verdict).toBe('worse');
  });

  it('sees no difference where there is none', () => {
    const random = seededRandom(2);
    const scores = () => Array.from({ length: 60 }, () => random());
    expect(compare(scores(), scores()).verdict).toBe('no clear difference');
  });

  it('says nothing of a few rows, however different', () => {
    expect(compare(Array(9).fill(0), Array(9).fill(1)).verdict).toBe('too few rows');
  });

  it('leaves out rows that one of them has an error on', () => {
    const found = compare([undefined, 0.5, ...Array(10).fill(0.1)], [0.9, undefined, ...Array(10).fill(0.9)]);
    expect(found).toMatchObject({
      pairs: 10,
      leftOut: 2,
      baseMean: expect.closeTo(0.1),
      tunedMean: expect.closeTo(0.9),
    });
  });

  it('is wrong about equal models about as seldom as it says', () => {
    const random = seededRandom(11);
    let wrong = 0;
    for (let trial = 0; trial < 60; trial++) {
      const scores = () => Array.from({ length: 40 }, () => (random() < 0.6 ? 1 : 0));
      if (compare(scores(), scores()).verdict !== 'no clear difference') wrong += 1;
    }
    expect(wrong).toBeLessThanOrEqual(6);
  });
});

describe('the confidence interval', () => {
  it('holds the mean, and lies within the differences', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 60 }),
        (differences) => {
          const { mean, low, high } = pairedDifference(differences);
          expect(low).toBeLessThanOrEqual(mean + 1e-9);
          expect(high).toBeGreaterThanOrEqual(mean - 1e-9);
          expect(low).toBeGreaterThanOrEqual(Math.min(...differences) - 1e-9);
          expect(high).toBeLessThanOrEqual(Math.max(...differences) + 1e-9);
          expect(pairedDifference(differences)).toEqual({ mean, low, high });
        },
      ),
      { numRuns: 30 },
    );
  });

  it('is as wide as theory has it', () => {
    const random = seededRandom(3);
    const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    for (const count of [400, 20_000]) {
      const { low, high } = pairedDifference(Array.from({ length: count }, normal));
      expect((high - low) / ((2 * 1.96) / Math.sqrt(count))).toBeGreaterThan(0.9);
      expect((high - low) / ((2 * 1.96) / Math.sqrt(count))).toBeLessThan(1.1);
    }
  });
});

describe('the sign test', () => {
  it.each([
    [0, 0, 1],
    [5, 5, 1],
    [10, 0, 0.001953],
    [8, 2, 0.109375],
    [1, 0, 1],
    [15, 5, 0.041389],
  ])('of %s up and %s down is %s', (up, down, p) => {
    expect(signTest(up, down)).toBeCloseTo(p, 5);
    expect(signTest(down, up)).toBeCloseTo(p, 5);
  });

  it('stays a likelihood for thousands of rows', () => {
    expect(signTest(3_000, 3_000)).toBeCloseTo(1, 6);
    expect(signTest(4_000, 2_000)).toBeGreaterThanOrEqual(0);
    expect(signTest(4_000, 2_000)).toBeLessThan(1e-9);
  });
});

describe('two runs together', () => {
  it.each([
    ['completed', 'completed', 'done'],
    ['completed', 'in_progress', 'running'],
    ['failed', 'in_progress', 'running'],
    ['failed', 'completed', 'failed'],
    ['canceled', 'completed', 'cancelled'],
    ['cancelled', 'failed', 'failed'],
    ['dreaming', 'completed', 'unknown'],
  ])('%s and %s are %s', (base, tuned, judgement) => {
    expect(phaseOfPair({ base: { status: base }, tuned: { status: tuned } } as RunPair)).toBe(judgement);
  });
});
