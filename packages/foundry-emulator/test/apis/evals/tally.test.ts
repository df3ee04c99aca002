import fc from 'fast-check';
import type { ItemResult, OutputItem } from '../../../src/apis/evals/objects/eval-run.ts';
import { emptyTally, withItem } from '../../../src/apis/evals/run/tally.ts';

const criteria = [{ name: 'a' }, { name: 'b' }];

const result = fc.constantFrom<Pick<ItemResult, 'passed' | 'score'>>(
  { passed: true, score: 1 },
  { passed: false, score: 0 },
  { passed: false, score: null },
);

const row = fc.tuple(result, result).map(([a, b]): Pick<OutputItem, 'status' | 'results'> => {
  const results = [a, b].map((each, at) => ({
    type: 'string_check',
    name: `${criteria[at]?.name}`,
    metric: 'x',
    ...each,
  }));
  if (results.some(({ score }) => score === null)) return { status: 'error', results };
  return { status: results.every(({ passed }) => passed) ? 'pass' : 'fail', results };
});

const use = fc.record({
  model: fc.constantFrom('x', 'y'),
  promptTokens: fc.nat(100),
  completionTokens: fc.nat(100),
  cachedTokens: fc.nat(100),
});

it('counts every row once, and every verdict once for its criterion', () => {
  fc.assert(
    fc.property(fc.array(row), (rows) => {
      const { result_counts: counts, per_testing_criteria_results: byCriterion } = rows.reduce(
        (tally, each) => withItem(tally, each, []),
        emptyTally(criteria, rows.length),
      );
      expect(counts.passed + counts.failed + counts.errored).toBe(rows.length);
      expect(counts.passed).toBe(rows.filter(({ status }) => status === 'pass').length);
      for (const each of byCriterion) expect(each.passed + each.failed + each.errored).toBe(rows.length);
      expect(byCriterion[0]?.errored).toBe(rows.filter(({ results }) => results[0]?.score === null).length);
    }),
  );
});

it('sums the usage by model', () => {
  fc.assert(
    fc.property(fc.array(use), (uses) => {
      const { per_model_usage: usage } = withItem(emptyTally([], 1), { status: 'pass', results: [] }, uses);
      const spent = (name: string) => uses.filter(({ model }) => model === name);
      for (const each of usage) {
        expect(each.invocation_count).toBe(spent(each.model_name).length);
        expect(each.total_tokens).toBe(each.prompt_tokens + each.completion_tokens);
        expect(each.prompt_tokens).toBe(
          spent(each.model_name).reduce((sum, { promptTokens }) => sum + promptTokens, 0),
        );
      }
      expect(usage.map(({ model_name }) => model_name).toSorted()).toEqual(
        [...new Set(uses.map(({ model }) => model))].toSorted(),
      );
    }),
  );
});

it('counts a criterion without a result as errored', () => {
  const tally = withItem(emptyTally(criteria, 1), { status: 'error', results: [] }, []);
  expect(tally.per_testing_criteria_results).toEqual([
    { testing_criteria: 'a', passed: 0, failed: 0, errored: 1 },
    { testing_criteria: 'b', passed: 0, failed: 0, errored: 1 },
  ]);
});
