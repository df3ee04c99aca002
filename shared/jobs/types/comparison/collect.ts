import type { JobRunContext } from '../../contract/job-type.ts';
import { histogram } from '../../report/histogram.ts';
import type { JobResults } from '../../report/results.ts';
import { knownEval } from '../evaluation-run/check-eval.ts';
import { saveItems } from '../evaluation-run/collect.ts';
import type { Verdict } from '../evaluation-run/score-card.ts';
import { compareCriterion } from './compare-criterion.ts';
import { comparisonReport } from './report.ts';
import type { ComparisonRequest } from './request.ts';
import { cancelPair, type RunPair, SIDES, type Side } from './run-pair.ts';

/** Rows of a comparison that are held in memory, two verdict lists each. */
type Rows = ReadonlyMap<string, readonly Verdict[]>;

/** Every row of both runs, and criterion by criterion whether the tuned model is better. */
export async function collectComparison(
  pair: RunPair,
  request: ComparisonRequest,
  tools: JobRunContext,
): Promise<JobResults> {
  const { evalId } = request;
  await cancelPair(pair, evalId, tools);
  const { criteria } = await knownEval(evalId, tools);
  const rows = { base: await keepSide('base'), tuned: await keepSide('tuned') };
  const compared = criteria.map((criterion) => compareCriterion(criterion, pairsOf(criterion, rows)));
  const charts = criteria.map((criterion, at) => ({
    name: `comparison-${at + 1}.svg`,
    svg: histogram(
      `Distribution of scores: ${criterion}`,
      'score',
      SIDES.map((side) => ({ name: `${side} model`, values: scoresOf(criterion, rows[side]) })),
    ),
  }));
  const runs = { base: pair.base.id, tuned: pair.tuned.id };
  const targets = { base: request.base, tuned: request.tuned };
  return {
    result: { comparison: { evalId, runs, targets, criteria: compared } },
    report: comparisonReport(request, compared, charts),
    charts,
  };

  async function keepSide(side: Side): Promise<Rows> {
    const kept = new Map<string, readonly Verdict[]>();
    const run = { evalId, runId: pair[side].id };
    await saveItems(`items-${side}.jsonl`, run, criteria, tools, (item, verdicts) =>
      kept.set(item.datasource_item_id, verdicts),
    );
    return kept;
  }
}

function pairsOf(criterion: string, { base, tuned }: Readonly<Record<Side, Rows>>) {
  return [...base].flatMap(([row, verdicts]) => {
    const before = verdicts.find((verdict) => verdict.criterion === criterion);
    const after = tuned.get(row)?.find((verdict) => verdict.criterion === criterion);
    return before === undefined || after === undefined ? [] : [[before, after] as const];
  });
}

const scoresOf = (criterion: string, rows: Rows): number[] =>
  [...rows.values()].flatMap((verdicts) => verdicts.find((verdict) => verdict.criterion === criterion)?.score ?? []);
