import type { ModelUse } from '../../../grading/contract/judge.ts';
import type { CriterionCounts, EvalRun, ItemResult, ModelUsage, OutputItem } from '../objects/eval-run.ts';

type Tally = Pick<EvalRun, 'result_counts' | 'per_testing_criteria_results' | 'per_model_usage'>;

/** Returns counts of zero for a number of rows. */
export const emptyTally = (criteria: readonly { readonly name: string }[], total: number): Tally => ({
  result_counts: { total, passed: 0, failed: 0, errored: 0 },
  per_testing_criteria_results: criteria.map(({ name }) => ({
    testing_criteria: name,
    passed: 0,
    failed: 0,
    errored: 0,
  })),
  per_model_usage: [],
});

/** Returns the counts with one more row. */
export function withItem(
  tally: Tally,
  { status, results }: Pick<OutputItem, 'status' | 'results'>,
  uses: readonly ModelUse[],
): Tally {
  const { passed, failed, errored, total } = tally.result_counts;
  return {
    result_counts: {
      total,
      passed: passed + Number(status === 'pass'),
      failed: failed + Number(status === 'fail'),
      errored: errored + Number(status === 'error'),
    },
    // Results are in the order of the criteria.
    per_testing_criteria_results: tally.per_testing_criteria_results.map((counts, at) => counted(counts, results[at])),
    per_model_usage: uses.reduce(withUse, tally.per_model_usage),
  };
}

function counted(counts: CriterionCounts, result: ItemResult | undefined): CriterionCounts {
  if (!result || result.score === null) return { ...counts, errored: counts.errored + 1 };
  return result.passed ? { ...counts, passed: counts.passed + 1 } : { ...counts, failed: counts.failed + 1 };
}

function withUse(all: readonly ModelUsage[], use: ModelUse): readonly ModelUsage[] {
  const known = all.find(({ model_name: name }) => name === use.model);
  const before = known ?? {
    model_name: use.model,
    invocation_count: 0,
    prompt_tokens: 0,
    completion_tokens: 0,
    cached_tokens: 0,
  };
  const prompt = before.prompt_tokens + use.promptTokens;
  const completion = before.completion_tokens + use.completionTokens;
  const usage: ModelUsage = {
    model_name: use.model,
    invocation_count: before.invocation_count + 1,
    prompt_tokens: prompt,
    completion_tokens: completion,
    cached_tokens: before.cached_tokens + use.cachedTokens,
    total_tokens: prompt + completion,
  };
  return known ? all.map((each) => (each === known ? usage : each)) : [...all, usage];
}
