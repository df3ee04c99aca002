import type { Verdict } from '../evaluation-run/score-card.ts';
import { type Interval, pairedDifference, signTest } from './statistics.ts';

/** Rows that a statement about better or worse needs; with fewer, chance does as much as the tuning. */
export const FEWEST_PAIRS = 10;
/** Significance level: a less likely difference is not put down to chance. */
const SIGNIFICANT = 0.05;

/** Comparison of two models on the same rows by one criterion. */
export interface CriterionComparison {
  readonly criterion: string;
  /** Rows on which both have a score. */
  readonly pairs: number;
  /** Rows left out, because one of them or both have an error. */
  readonly leftOut: number;
  readonly basePassRate: number;
  readonly tunedPassRate: number;
  readonly baseMean: number;
  readonly tunedMean: number;
  /** Difference of the scores, tuned minus base. */
  readonly difference: Interval;
  /** Rows that pass only now, and rows that passed only before. */
  readonly gained: number;
  readonly lost: number;
  /** Likelihood of such gains and losses if both models were as good. */
  readonly pValue: number;
  readonly verdict: 'better' | 'worse' | 'no clear difference' | 'too few rows';
}

type Pair = readonly [base: Verdict, tuned: Verdict];

export function compareCriterion(criterion: string, all: readonly Pair[]): CriterionComparison {
  const pairs = all.filter((pair) => pair.every(({ outcome }) => outcome !== 'errored'));
  const passes = (side: 0 | 1) => pairs.filter((pair) => pair[side].outcome === 'passed').length;
  const total = (side: 0 | 1) => pairs.reduce((sum, pair) => sum + (pair[side].score ?? 0), 0);
  const gained = pairs.filter(([base, tuned]) => base.outcome === 'failed' && tuned.outcome === 'passed').length;
  const lost = pairs.filter(([base, tuned]) => base.outcome === 'passed' && tuned.outcome === 'failed').length;
  const difference = pairedDifference(pairs.map(([base, tuned]) => (tuned.score ?? 0) - (base.score ?? 0)));
  const pValue = signTest(gained, lost);
  const share = (count: number) => (pairs.length === 0 ? 0 : count / pairs.length);
  return {
    criterion,
    pairs: pairs.length,
    leftOut: all.length - pairs.length,
    basePassRate: share(passes(0)),
    tunedPassRate: share(passes(1)),
    baseMean: share(total(0)),
    tunedMean: share(total(1)),
    difference,
    gained,
    lost,
    pValue,
    verdict: pairs.length < FEWEST_PAIRS ? 'too few rows' : verdict(difference, gained - lost, pValue),
  };
}

/** The scores decide: asking two tests would make a chance finding likelier. Passes that clearly say the opposite take it back. */
function verdict({ low, high }: Interval, net: number, pValue: number): CriterionComparison['verdict'] {
  const byPasses = pValue < SIGNIFICANT ? Math.sign(net) : 0;
  if (low > 0 && byPasses >= 0) return 'better';
  return high < 0 && byPasses <= 0 ? 'worse' : 'no clear difference';
}
