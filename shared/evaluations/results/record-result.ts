import type { JobRunContext } from '../../jobs/contract/job-type.ts';
import type { EndedRun, RecordedResult } from '../../jobs/types/evaluation-run/collect.ts';
import { describeGate } from '../../jobs/types/evaluation-run/gates.ts';
import { addToTrend, MOST_RUNS, readTrend, type TrendRun } from '../store/trend.ts';
import { compare } from './compare.ts';
import { type EvaluationEventType, publishEvent } from './evaluation-event.ts';
import { describeRegression } from './regression.ts';
import { trendChart, trendReport } from './trend-report.ts';

/**
 * Compares a run with its baseline, adds it to the trend, and sends events: a gate failed, scores fell, the baseline is missing, the run
 * ended with errors. Recording a run again is safe. An interrupted run does not enter the trend.
 */
export async function recordResult(run: EndedRun, tools: JobRunContext): Promise<RecordedResult | undefined> {
  const { evaluation, completed, scores, gates } = run;
  const missed = gates.filter(({ met }) => !met);
  const errored = Math.max(0, ...scores.map((score) => score.errored));
  const tell = (type: EvaluationEventType, reason: string) =>
    publishEvent({ evaluation, type, about: tools.key, reason, more: { job: tools.key } }, tools.storage, Date.now());

  if (!completed) await tell('ended-with-errors', `The run ended as ${run.status}.`);
  else if (errored > 0) await tell('ended-with-errors', `Rows without a verdict: ${errored}.`);
  if (missed.length > 0) await tell('gate-failed', missed.map(describeGate).join('; '));
  if (!completed) return undefined;

  const ended = trendRun(run, tools);
  const comparison = await compare(ended, run.baseline, await readTrend(tools.storage, evaluation), tools);
  const { regressions, ...baseline } = comparison;
  if (baseline.problem !== undefined) await tell('no-baseline', `${baseline.with}: ${baseline.problem}`);
  if (regressions.length > 0)
    await tell('scores-fell', `against ${baseline.with}: ${regressions.map(describeRegression).join('; ')}`);

  const told = { comparedWith: baseline.with, regressions: regressions.map(describeRegression) };
  const trend = (await addToTrend(tools.storage, evaluation, { ...ended, ...told })).slice(-MOST_RUNS);
  return { result: { trend, baseline, regressions }, report: trendReport(trend, comparison), chart: trendChart(trend) };
}

function trendRun({ evalId, label, scores, gates }: EndedRun, { key, acceptedAt }: JobRunContext): TrendRun {
  const kept = scores.map(({ criterion, total, passed, errored, passRate, mean, deviation }) => {
    const measured = { ...(mean === undefined ? {} : { mean }), ...(deviation === undefined ? {} : { deviation }) };
    return { criterion, total, passed, errored, passRate, ...measured };
  });
  const verdict = gates.every(({ met }) => met) ? ('passed' as const) : ('failed' as const);
  return {
    job: key,
    at: acceptedAt,
    evalId,
    ...(gates.length === 0 ? {} : { verdict }),
    ...(label === undefined ? {} : { label }),
    scores: kept,
  };
}
