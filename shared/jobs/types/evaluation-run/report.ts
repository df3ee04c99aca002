import { figure, percent, plain, table } from '../../report/markdown.ts';
import type { Chart } from '../../report/results.ts';
import type { EvalRun } from './eval-runs.ts';
import { describeGate, type GateVerdict } from './gates.ts';
import type { CriterionScore } from './score-card.ts';

export interface EvaluationFindings {
  readonly run: EvalRun;
  readonly scores: readonly CriterionScore[];
  readonly gates: readonly GateVerdict[];
  readonly charts: readonly Chart[];
}

/** The part of a report that tells of an evaluation run. */
export function evaluationReport({ run, scores, gates, charts }: EvaluationFindings): string {
  return [
    '## Scores',
    scoreTable(scores),
    ...(scores.some(({ errored }) => errored > 0)
      ? ['Rows with an error have no score. They count as not passed, and not as zeros of the mean.']
      : []),
    ...charts.map(({ name }) => `![scores by row](${name})`),
    ...(gates.length === 0
      ? []
      : ['## Gates', ...gates.map((gate) => `- ${gate.met ? '✓' : '✗'} ${plain(describeGate(gate))}`)]),
    ...(run.report_url ? [`[The run in the portal](${encodeURI(run.report_url)})`] : []),
    'Every row with its verdicts: items.jsonl',
  ].join('\n\n');
}

export const scoreTable = (scores: readonly CriterionScore[]): string =>
  table(
    ['Criterion', 'Pass rate', 'Passed', 'Failed', 'Errors', 'Mean', 'Deviation', 'Lowest', 'Highest'],
    scores.map((score) => [
      score.criterion,
      percent(score.passRate),
      score.passed,
      score.failed,
      score.errored,
      figure(score.mean),
      figure(score.deviation),
      figure(score.min),
      figure(score.max),
    ]),
  );
