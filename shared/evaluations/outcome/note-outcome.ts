import type { KeyedTools } from '../../jobs/job-kind.ts';
import { describeGate, type GateVerdict } from '../../jobs/kinds/evaluation-run/judge-gates.ts';
import type { CriterionScore } from '../../jobs/kinds/evaluation-run/score-card.ts';
import type { Chart } from '../../jobs/outcome/collected.ts';
import { lineChart } from '../../jobs/report/line-chart.ts';
import { plain } from '../../jobs/report/markdown.ts';
import { type EvaluationNews, tellOf } from './evaluation-event.ts';
import { describeFall, type Fallen, fallenScores } from './fallen.ts';
import { addToTrend, type TrendRun } from './trend.ts';

/** A run of an entry that has ended. */
export interface EndedRun {
  readonly evaluation: string;
  readonly evalId: string;
  /** Whether the service carried it to its end. */
  readonly completed: boolean;
  readonly status: string;
  readonly scores: readonly CriterionScore[];
  readonly gates: readonly GateVerdict[];
}

/** What the entry's past adds to a run's results. */
export interface Outcome {
  readonly result: { readonly trend: readonly TrendRun[]; readonly fallen: readonly Fallen[] };
  readonly report: string;
  readonly chart: Chart;
}

/**
 * Sets a run beside those before it, and alerts: a gate was not met, scores fell, the run ended with errors. May be done again for the same
 * run. A run that was broken off is no part of the trend: it proves nothing.
 */
export async function noteOutcome(run: EndedRun, tools: KeyedTools): Promise<Outcome | undefined> {
  const { evaluation, evalId, completed, scores, gates } = run;
  const missed = gates.filter(({ met }) => !met);
  const errored = Math.max(0, ...scores.map((score) => score.errored));
  const tell = (news: EvaluationNews, reason: string) =>
    tellOf({ evaluation, news, about: tools.key, reason, more: { job: tools.key } }, tools.storage, Date.now());

  if (!completed) await tell('ended-with-errors', `The run ended as ${run.status}.`);
  else if (errored > 0) await tell('ended-with-errors', `Rows without a verdict: ${errored}.`);
  if (missed.length > 0) await tell('gate-failed', missed.map(describeGate).join('; '));
  if (!completed) return undefined;

  const verdict =
    gates.length === 0 ? {} : { verdict: missed.length === 0 ? ('passed' as const) : ('failed' as const) };
  const kept = scores.map(({ criterion, total, passed, errored: errors, passRate, mean, deviation }) => {
    const measured = { ...(mean === undefined ? {} : { mean }), ...(deviation === undefined ? {} : { deviation }) };
    return { criterion, total, passed, errored: errors, passRate, ...measured };
  });
  const entry = { job: tools.key, at: tools.acceptedAt, evalId, ...verdict, scores: kept };
  const trend = await addToTrend(tools.storage, evaluation, entry);
  const fallen = fallenScores(trend);
  if (fallen.length > 0) await tell('scores-fell', fallen.map(describeFall).join('; '));
  return { result: { trend, fallen }, report: trendReport(trend, fallen), chart: trendChart(trend) };
}

const CHART = 'trend.svg';

function trendChart(trend: readonly TrendRun[]): Chart {
  const names = [...new Set(trend.flatMap(({ scores }) => scores.map(({ criterion }) => criterion)))];
  const lines = names.map((name) => ({
    name,
    points: trend.flatMap(({ scores }, at) =>
      scores.filter(({ criterion }) => criterion === name).map(({ passRate }) => [at + 1, passRate] as const),
    ),
  }));
  return { name: CHART, svg: lineChart('Pass rate over the last runs', 'run', lines) };
}

function trendReport(trend: readonly TrendRun[], fallen: readonly Fallen[]): string {
  return [
    '## Trend',
    `![pass rate over the last ${trend.length} runs](${CHART})`,
    ...fallen.map((fall) => `- ✗ fell: ${plain(describeFall(fall))}`),
  ].join('\n\n');
}
