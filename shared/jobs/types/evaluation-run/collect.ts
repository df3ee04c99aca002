import { recordScores } from '../../../azure/telemetry/evaluation-telemetry.ts';
import type { JobRunContext } from '../../contract/job-type.ts';
import { histogram } from '../../report/histogram.ts';
import type { Chart, JobResults } from '../../report/results.ts';
import type { Baseline } from './baseline.ts';
import { knownEval } from './check-eval.ts';
import { type EvalRun, phaseOfRun } from './eval-runs.ts';
import { evaluateGates, type GateVerdict } from './gates.ts';
import { type OutputItem, outputItems } from './output-items.ts';
import { evaluationReport } from './report.ts';
import type { EvaluationRunRequest } from './request.ts';
import { type CriterionScore, errorOf, ScoreCard, type Verdict, verdictsOf } from './score-card.ts';

/** A run of an entry of `evaluations` that has ended. */
export interface EndedRun {
  readonly evaluation: string;
  readonly evalId: string;
  /** Label that the starter gave the run, for instance a release. */
  readonly label?: string | undefined;
  readonly baseline: Baseline;
  /** True when the service evaluated every row it could. */
  readonly completed: boolean;
  readonly status: string;
  readonly scores: readonly CriterionScore[];
  readonly gates: readonly GateVerdict[];
}

/** Parts that the history of the entry adds to the results of a run. */
export interface RecordedResult {
  readonly result: Readonly<Record<string, unknown>>;
  readonly report: string;
  readonly chart: Chart;
}

/** Compares a run with earlier ones and stores it. May be called again for the same run. */
export type RecordResult = (run: EndedRun, tools: JobRunContext) => Promise<RecordedResult | undefined>;

/** Collects the results of an evaluation run: every row with its verdicts, the scores, and the result of the gates. */
export async function collectEvaluationRun(
  run: EvalRun,
  { evalId, gates, metadata, baseline = 'latest' }: EvaluationRunRequest,
  tools: JobRunContext,
  recordResult?: RecordResult,
): Promise<JobResults> {
  const { criteria } = await knownEval(evalId, tools);
  const card = new ScoreCard(criteria);
  const errors = new Map<string, number>();
  await saveItems('items.jsonl', { evalId, runId: run.id }, criteria, tools, (item, verdicts) => {
    card.add(verdicts);
    const error = errorOf(item, criteria);
    if (error !== undefined) countError(errors, error);
  });
  const scores = card.scores();
  // A run that was broken off proves nothing.
  const completed = phaseOfRun(run.status) === 'done';
  const verdicts = completed ? evaluateGates(gates ?? {}, scores) : [];
  const charted = criteria
    .map((name) => ({ name, values: card.values(name) }))
    .filter(({ values }) => values.length > 0);
  const charts =
    charted.length === 0 ? [] : [{ name: 'scores.svg', svg: histogram('Distribution of scores', 'score', charted) }];
  const { evaluation, label } = metadata ?? {};
  const ended = { evalId, label, baseline, completed, status: run.status, scores, gates: verdicts };
  const outcome = evaluation === undefined ? undefined : await recordResult?.({ evaluation, ...ended }, tools);
  const verdict = verdicts.length === 0 ? undefined : verdicts.every((gate) => gate.met) ? 'passed' : 'failed';
  recordScores({ evalId, scores, verdict });
  return {
    result: {
      evalId,
      runId: run.id,
      rows: card.rows,
      counts: run.result_counts,
      criteria: scores,
      gates: verdicts,
      errors: [...errors].map(([reason, rows]) => ({ reason, rows })),
      usage: run.per_model_usage ?? [],
      reportUrl: run.report_url || null,
      ...outcome?.result,
    },
    report: [evaluationReport({ run, scores, gates: verdicts, charts, errors }), outcome?.report]
      .filter(Boolean)
      .join('\n\n'),
    charts: [...charts, ...(outcome === undefined ? [] : [outcome.chart])],
    ...(verdict === undefined ? {} : { verdict }),
    ...(completed && card.rows > 0 && scores.every(({ errored, total }) => errored === total)
      ? { failure: { code: 'completed_with_errors', message: allErrored(card.rows, errors) } }
      : {}),
  };
}

/** Different reasons that are told apart; further ones are counted together. */
const MAX_REASONS = 20;
const OTHER = 'other reasons';

function countError(errors: Map<string, number>, text: string): void {
  const reason = text.slice(0, 300);
  const counted = errors.has(reason) || errors.size < MAX_REASONS ? reason : OTHER;
  errors.set(counted, (errors.get(counted) ?? 0) + 1);
}

function allErrored(rows: number, errors: ReadonlyMap<string, number>): string {
  const [most] = [...errors].toSorted(([, a], [, b]) => b - a);
  const reason = most === undefined ? '' : ` The most frequent reason, for ${most[1]} of them: ${most[0]}`;
  return `None of the ${rows} rows has a score.${reason}`;
}

/** Writes every row to a file as it comes, and tells of it. */
export async function saveItems(
  file: string,
  run: { readonly evalId: string; readonly runId: string },
  criteria: readonly string[],
  tools: JobRunContext,
  tell: (item: OutputItem, verdicts: readonly Verdict[]) => void,
): Promise<void> {
  async function* lines() {
    for await (const item of outputItems(run, tools)) {
      tell(item, verdictsOf(item, criteria));
      yield `${JSON.stringify(item)}\n`;
    }
  }
  await tools.files.stream(tools.key, file, lines());
}
