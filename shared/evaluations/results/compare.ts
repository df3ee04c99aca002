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

/** The comparison of a run with its baseline. */
export interface Comparison {
  /** Description of the baseline. */
  readonly with: string;
  /** Reason why a comparison was not possible. */
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

/** A first run has no earlier run, which is fine. A baseline without a common criterion is a problem. */
function noneInCommon(run: TrendRun, before: readonly TrendScore[], wanted: Baseline): { readonly problem?: string } {
  const known = new Set(before.map(({ criterion }) => criterion));
  if (wanted === 'latest' || run.scores.some(({ criterion }) => known.has(criterion))) return {};
  return { problem: `It has none of the criteria ${run.scores.map(({ criterion }) => criterion).join(', ')}.` };
}

/** Earlier runs that `latest` combines. */
const COMPARED_RUNS = 5;

/** The scores of a baseline, or the reason why they are missing. */
type FoundBaseline = { readonly scores: readonly TrendScore[] } | { readonly problem: string };

/**
 * Returns the scores to compare a run with.
 * @param trend the runs of its entry, oldest first, possibly with the run itself
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

/** Returns the scores of a run that was a job of this app. */
async function jobScores(job: string, evalId: string, { files }: Pick<JobContext, 'files'>): Promise<FoundBaseline> {
  const text = await files.read(job, 'result.json');
  if (text === undefined) return { problem: `The job ${job} has no results: it does not exist, or has not ended.` };
  const found = jobResult.safeParse(JSON.parse(text));
  if (!found.success) return { problem: `The job ${job} is not an evaluation run.` };
  if (found.data.evalId !== evalId)
    return { problem: `The job ${job} belongs to another eval, ${found.data.evalId}: its scores cannot be compared.` };
  return { scores: found.data.criteria };
}

/** Returns the scores of a run at the service, computed from its rows: the service's totals have no means. */
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
