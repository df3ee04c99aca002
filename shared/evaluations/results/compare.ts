import * as z from 'zod';
import { explainServiceError, statusOf } from '../../foundry/service-error.ts';
import type { JobContext } from '../../jobs/contract/job-context.ts';
import { type Baseline, describeBaseline } from '../../jobs/types/evaluation-run/baseline.ts';
import { knownEval } from '../../jobs/types/evaluation-run/check-eval.ts';
import { phaseOfRun } from '../../jobs/types/evaluation-run/eval-runs.ts';
import { outputItems } from '../../jobs/types/evaluation-run/output-items.ts';
import { ScoreCard, verdictsOf } from '../../jobs/types/evaluation-run/score-card.ts';
import { readTrend, type TrendRun, type TrendScore, trendScore } from '../store/trend.ts';
import { findRegressions, type Regression } from './regression.ts';

/** How a run did against its baseline. */
export interface Comparison {
  /** The baseline in words. */
  readonly with: string;
  /** Why there was nothing to compare with. */
  readonly problem?: string;
  readonly regressions: readonly Regression[];
}

/** @param trend the runs of the entry, the oldest first */
export async function compare(
  run: TrendRun,
  wanted: Baseline,
  trend: readonly TrendRun[],
  tools: Pick<JobContext, 'openai' | 'files' | 'storage'>,
): Promise<Comparison> {
  const words = describeBaseline(wanted);
  const found = await findBaseline(wanted, run, trend, tools);
  if ('problem' in found) return { with: words, problem: found.problem, regressions: [] };
  return {
    with: words,
    ...noneInCommon(run, found.scores, wanted),
    regressions: findRegressions(run.scores, found.scores),
  };
}

/** A run that comes first has nothing before it, and that is no problem; another eval's criteria are. */
function noneInCommon(run: TrendRun, before: readonly TrendScore[], wanted: Baseline): { readonly problem?: string } {
  const known = new Set(before.map(({ criterion }) => criterion));
  if (wanted === 'latest' || run.scores.some(({ criterion }) => known.has(criterion))) return {};
  return { problem: `It has none of the criteria ${run.scores.map(({ criterion }) => criterion).join(', ')}.` };
}

/** Runs before that a run is held against when nothing else is said, taken together. */
const COMPARED_RUNS = 5;

/** What was found of a baseline: scores of the runs that it is, or why there are none. */
type FoundBaseline = { readonly scores: readonly TrendScore[] } | { readonly problem: string };

/**
 * The scores that a run is held against.
 * @param trend the runs of its entry, itself perhaps among them, the oldest first
 */
async function findBaseline(
  wanted: Baseline,
  run: Pick<TrendRun, 'job' | 'evalId' | 'at'>,
  trend: readonly TrendRun[],
  tools: Pick<JobContext, 'openai' | 'files' | 'storage'>,
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

const jobResult = z.object({ evalId: z.string(), criteria: z.array(trendScore) });

/** The scores of a run that a job here has carried. */
async function jobScores(job: string, evalId: string, { files }: Pick<JobContext, 'files'>): Promise<FoundBaseline> {
  const text = await files.read(job, 'result.json');
  if (text === undefined) return { problem: `The job ${job} has left no results: it is not there, or has not ended.` };
  const found = jobResult.safeParse(JSON.parse(text));
  if (!found.success) return { problem: `The job ${job} is no evaluation run.` };
  if (found.data.evalId !== evalId)
    return { problem: `The job ${job} was of another eval, ${found.data.evalId}: its scores mean something else.` };
  return { scores: found.data.criteria };
}

/** The scores of a run at the service, whoever started it: added up from its rows, since the service's own sums have no means. */
async function serviceScores(runId: string, evalId: string, tools: Pick<JobContext, 'openai'>): Promise<FoundBaseline> {
  try {
    const { status } = await tools.openai.evals.runs.retrieve(runId, { eval_id: evalId });
    if (phaseOfRun(status) !== 'done') return { problem: `The run ${runId} has not completed: it is ${status}.` };
    const { criteria } = await knownEval(evalId, tools);
    const card = new ScoreCard(criteria);
    for await (const item of outputItems({ evalId, runId }, tools)) card.add(verdictsOf(item, criteria));
    return { scores: card.scores() };
  } catch (error) {
    if (statusOf(error) === 404) return { problem: `The eval ${evalId} has no run ${runId}.` };
    throw explainServiceError(error, `Reading the run ${runId}`);
  }
}
