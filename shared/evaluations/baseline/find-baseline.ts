import type { JobTools } from '../../jobs/contract/job-context.ts';
import type { Baseline } from '../../jobs/types/evaluation-run/baseline.ts';
import { readTrend, type TrendRun, type TrendScore } from '../outcome/trend.ts';
import { jobScores } from './job-scores.ts';
import { serviceScores } from './service-scores.ts';

/** Runs before that a run is held against when nothing else is said, taken together. */
const COMPARED_RUNS = 5;

/** What was found of a baseline: scores of the runs that it is, or why there are none. */
export type FoundBaseline = { readonly scores: readonly TrendScore[] } | { readonly problem: string };

/**
 * The scores that a run is held against.
 * @param trend the runs of its entry, itself perhaps among them, the oldest first
 */
export async function findBaseline(
  wanted: Baseline,
  run: Pick<TrendRun, 'job' | 'evalId' | 'at'>,
  trend: readonly TrendRun[],
  tools: Pick<JobTools, 'openai' | 'files' | 'storage'>,
): Promise<FoundBaseline> {
  const before = trend.filter(({ job, at }) => job !== run.job && at <= run.at);
  const alike = before.filter(({ evalId }) => evalId === run.evalId);
  if (wanted === 'latest') return { scores: alike.slice(-COMPARED_RUNS).flatMap(({ scores }) => scores) };
  if (wanted.run !== undefined) {
    return wanted.run.startsWith('er-')
      ? jobScores(wanted.run, run.evalId, tools)
      : serviceScores(wanted.run, run.evalId, tools);
  }
  if (wanted.label !== undefined) {
    const { label } = wanted;
    const found = alike.findLast((one) => one.label === label);
    if (found !== undefined) return found;
    return { problem: `No run of this evaluation and this eval is labelled ${label}. ${HOW_TO_LABEL}` };
  }
  const other = `${wanted.evaluation}`;
  const found = (await readTrend(tools.storage, other)).findLast(({ job, at }) => job !== run.job && at <= run.at);
  return found ?? { problem: `The evaluation ${other} has had no run that completed.` };
}

const HOW_TO_LABEL = 'POST /api/evaluations/{name}/run with {"label": "..."} makes one.';
