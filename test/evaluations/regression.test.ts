import { findRegressions } from '../../shared/evaluations/results/regression.ts';
import { fisherLowerTail, studentUpperTail } from '../../shared/evaluations/results/statistics.ts';
import type { TrendScore } from '../../shared/evaluations/store/trend.ts';

const score = (passed: number, mean: number): TrendScore => ({
  criterion: 'close',
  total: 50,
  passed,
  errored: 0,
  passRate: passed / 50,
  mean,
  deviation: 0.1,
});

it.each([
  [6.314, 1, 0.05],
  [2.92, 2, 0.05],
  [2.015, 5, 0.05],
  [2.764, 10, 0.01],
  [2.457, 30, 0.01],
  [-2.015, 5, 0.95],
])('knows the quantiles of the t distribution: %p with %p degrees of freedom', (t, freedom, tail) => {
  expect(studentUpperTail(t, freedom)).toBeCloseTo(tail, 4);
});

it("agrees with Fisher's tea taster", () => {
  expect(fisherLowerTail(1, 4, 3, 4)).toBeCloseTo(17 / 70, 10);
  expect(fisherLowerTail(0, 4, 4, 4)).toBeCloseTo(1 / 70, 10);
});

it('tells a fall from chance', () => {
  const of = (...scores: readonly ReturnType<typeof score>[]) => scores;
  expect(findRegressions(of(score(48, 0.9)), [])).toEqual([]);
  expect(findRegressions(of(score(46, 0.88)), of(score(48, 0.9), score(47, 0.89)))).toEqual([]);
  expect(findRegressions(of(score(50, 0.91)), of(score(48, 0.9)))).toEqual([]);
  expect(findRegressions(of(score(30, 0.7)), of({ ...score(48, 0.9), criterion: 'other' }))).toEqual([]);
  expect(findRegressions(of(score(30, 0.7)), of(score(48, 0.9), score(47, 0.9)))).toMatchObject([
    { criterion: 'close', what: 'pass rate', now: 0.6, before: 0.95 },
    { criterion: 'close', what: 'mean', now: 0.7, before: expect.closeTo(0.9, 10) },
  ]);
});
