import { ApiError } from '../../../core/http/api-error.ts';
import { applyCriterion } from '../../../grading/apply-criterion.ts';
import type { Criterion } from '../../../grading/contract/criteria.ts';
import type { GradingTools } from '../../../grading/contract/grade.ts';
import { GraderError } from '../../../grading/contract/grader-error.ts';
import type { ModelUse } from '../../../grading/contract/judge.ts';
import { ModelError } from '../../../model/contract/model-error.ts';
import type { Row } from '../objects/data-source.ts';
import type { ItemResult, OutputItem, RunError } from '../objects/eval-run.ts';
import { type Answered, noSample, type Sampler } from '../sampling/sample.ts';

/** Result of one row. */
export interface GradedRow extends Pick<OutputItem, 'status' | 'results' | 'sample'> {
  readonly uses: readonly ModelUse[];
}

/** Obtains the answer to a row and applies every criterion. A row without an answer or a verdict counts as errored, not as failed. */
export async function gradeRow(
  row: Row,
  criteria: readonly Criterion[],
  sampler: Sampler,
  tools: GradingTools,
): Promise<GradedRow> {
  const { signal } = tools;
  let answered: Answered;
  try {
    answered = await sampler(row, signal);
  } catch (thrown) {
    signal.throwIfAborted();
    const error = errorOf(thrown);
    const results = criteria.map((criterion) => withoutVerdict(criterion, error));
    return { status: 'error', results, sample: { ...noSample(), finish_reason: 'error', error }, uses: [] };
  }
  const scope = { item: row.item, sample: answered.sample };
  const graded = await Promise.all(criteria.map((criterion) => verdictOf(criterion, scope, tools)));
  const results = graded.map(({ result }) => result);
  return {
    status: statusOf(results),
    results,
    sample: answered.shown,
    uses: [...answered.uses, ...graded.flatMap(({ uses }) => uses)],
  };
}

async function verdictOf(
  criterion: Criterion,
  scope: Row,
  tools: GradingTools,
): Promise<{ result: ItemResult; uses: readonly ModelUse[] }> {
  try {
    const { uses = [], metric = criterion.name, ...grade } = await applyCriterion(criterion, scope, tools);
    return { result: { type: criterion.type, name: criterion.name, metric, ...grade }, uses };
  } catch (thrown) {
    tools.signal.throwIfAborted();
    return { result: withoutVerdict(criterion, errorOf(thrown)), uses: [] };
  }
}

const withoutVerdict = ({ type, name }: Criterion, error: RunError): ItemResult => ({
  type,
  name,
  metric: name,
  passed: false,
  score: null,
  label: 'error',
  reason: error.message,
  sample: { error },
});

const statusOf = (results: readonly ItemResult[]): OutputItem['status'] => {
  if (results.some(({ score }) => score === null)) return 'error';
  return results.every(({ passed }) => passed) ? 'pass' : 'fail';
};

/** Returns the reason why a row has no answer or verdict. Rethrows errors of the emulator. */
function errorOf(thrown: unknown): RunError {
  if (thrown instanceof GraderError || thrown instanceof ModelError)
    return { code: thrown.code, message: thrown.message };
  if (thrown instanceof ApiError) return { code: thrown.details.code, message: thrown.message };
  throw thrown;
}
