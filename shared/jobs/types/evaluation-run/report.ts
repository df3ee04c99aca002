import { isLoopback } from '../../../core/loopback.ts';
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
  /** Rows without a score, by the reason. */
  readonly errors: ReadonlyMap<string, number>;
}

/** The part of a report that tells of an evaluation run. */
export function evaluationReport({ run, scores, gates, charts, errors }: EvaluationFindings): string {
  return [
    '## Scores',
    scoreTable(scores),
    ...(scores.some(({ errored }) => errored > 0)
      ? ['Rows with an error have no score. They count as not passed, and not as zeros of the mean.']
      : []),
    ...(errors.size === 0
      ? []
      : [
          '## Errors',
          table(
            ['Rows', 'Reason'],
            [...errors].toSorted(([, a], [, b]) => b - a).map(([reason, rows]) => [rows, reason]),
          ),
        ]),
    ...charts.map(({ name }) => `![Histogram: number of rows by score](${name})`),
    ...(gates.length === 0
      ? []
      : ['## Gates', ...gates.map((gate) => `- ${gate.met ? '✓' : '✗'} ${plain(describeGate(gate))}`)]),
    ...(isInPortal(run.report_url) ? [`[The run in the portal](${encodeURI(run.report_url)})`] : []),
    'Every row with its verdicts: items.jsonl',
  ].join('\n\n');
}

/** A server on this machine has no portal: its address is that of the rows. */
const isInPortal = (address: string | null | undefined): address is string =>
  typeof address === 'string' &&
  URL.canParse(address) &&
  new URL(address).protocol === 'https:' &&
  !isLoopback(new URL(address).hostname);

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
