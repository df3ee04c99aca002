import type { JobTools } from '../../jobs/contract/job-context.ts';
import { type Baseline, describeBaseline } from '../../jobs/types/evaluation-run/baseline.ts';
import { findBaseline } from '../baseline/find-baseline.ts';
import { type Fallen, fallenScores } from './fallen.ts';
import type { TrendRun, TrendScore } from './trend.ts';

/** How a run did against its baseline. */
export interface Comparison {
  /** The baseline in words. */
  readonly with: string;
  /** Why there was nothing to compare with. */
  readonly problem?: string;
  readonly fallen: readonly Fallen[];
}

/** @param trend the runs of the entry, the oldest first */
export async function compare(
  run: TrendRun,
  wanted: Baseline,
  trend: readonly TrendRun[],
  tools: Pick<JobTools, 'openai' | 'files' | 'storage'>,
): Promise<Comparison> {
  const words = describeBaseline(wanted);
  const found = await findBaseline(wanted, run, trend, tools);
  if ('problem' in found) return { with: words, problem: found.problem, fallen: [] };
  return { with: words, ...noneInCommon(run, found.scores, wanted), fallen: fallenScores(run.scores, found.scores) };
}

/** A run that comes first has nothing before it, and that is no problem; another eval's criteria are. */
function noneInCommon(run: TrendRun, before: readonly TrendScore[], wanted: Baseline): { readonly problem?: string } {
  const known = new Set(before.map(({ criterion }) => criterion));
  if (wanted === 'latest' || run.scores.some(({ criterion }) => known.has(criterion))) return {};
  return { problem: `It has none of the criteria ${run.scores.map(({ criterion }) => criterion).join(', ')}.` };
}
