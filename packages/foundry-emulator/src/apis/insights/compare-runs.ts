import type { Criterion } from '../../grading/contract/criteria.ts';
import type { EvaluatorMetric } from '../../grading/contract/evaluator.ts';
import type { EvalStore } from '../evals/run/run-store.ts';
import type { EvaluatorStore } from '../evaluators/evaluator-store.ts';
import type { Comparison, ComparisonRequest, InsightResult, RunSummary, TreatmentEffect } from './insight.ts';
import { type Summary, summaryOf, welchTest } from './t-test.ts';

/** Minimum number of rows in each run for a statement about the difference. The reference names no number. */
const FEWEST_SAMPLES = 10;
/** Significance level of the t-test. */
const SIGNIFICANT = 0.05;
const METHOD = "Welch's t-test, two-sided, significant below 0.05";

type Direction = NonNullable<EvaluatorMetric['desirable_direction']>;

/** Scores of a criterion in one run. */
interface Scores extends Summary {
  readonly runId: string;
  readonly metric: string | undefined;
}

/** Compares runs of an eval, criterion by criterion. Rows without a verdict do not count. @throws Error when the eval was deleted */
export function compareRuns(request: ComparisonRequest, kept: EvalStore, evaluators: EvaluatorStore): InsightResult {
  const evaluation = kept.evals.get(request.evalId);
  if (!evaluation) throw new Error(`The eval ${request.evalId} was deleted.`);
  const scoresOf = (runId: string, { name }: Criterion): Scores => {
    if (!kept.runs.get(runId)) throw new Error(`The run ${runId} was deleted.`);
    const results = [...kept.items.all({ where: { run: runId } })].flatMap((item) =>
      item.results.filter((result) => result.name === name),
    );
    const summary = summaryOf(results.flatMap(({ score }) => (score === null ? [] : [score])));
    return { runId, metric: results.find(({ score }) => score !== null)?.metric, ...summary };
  };
  const comparisons = evaluation.testing_criteria.map((criterion): Comparison => {
    const baseline = scoresOf(request.baselineRunId, criterion);
    const treatments = request.treatmentRunIds.map((id) => scoresOf(id, criterion));
    const metric = baseline.metric ?? treatments.find((each) => each.metric)?.metric ?? criterion.name;
    const direction = directionOf(criterion, metric, evaluators);
    return {
      testingCriteria: criterion.name,
      metric,
      evaluator: criterion.type === 'azure_ai_evaluator' ? criterion.evaluator_name : criterion.type,
      baselineRunSummary: shown(baseline),
      compareItems: treatments.map((treatment) => {
        const pValue = welchTest(baseline, treatment);
        return {
          treatmentRunId: treatment.runId,
          treatmentRunSummary: shown(treatment),
          deltaEstimate: treatment.mean - baseline.mean,
          pValue,
          treatmentEffect: effectOf(baseline, treatment, pValue, direction),
        };
      }),
    };
  });
  return { type: 'EvaluationComparison', comparisons, method: METHOD };
}

export function effectOf(baseline: Summary, treatment: Summary, pValue: number, direction: Direction): TreatmentEffect {
  if (Math.min(baseline.count, treatment.count) < FEWEST_SAMPLES) return 'TooFewSamples';
  if (pValue >= SIGNIFICANT) return 'Inconclusive';
  if (direction === 'neutral') return 'Changed';
  return treatment.mean > baseline.mean === (direction === 'increase') ? 'Improved' : 'Degraded';
}

/** Returns the desired direction of a score: evaluators state it, and graders score better answers higher. */
function directionOf(criterion: Criterion, metric: string, evaluators: EvaluatorStore): Direction {
  if (criterion.type !== 'azure_ai_evaluator') return 'increase';
  const { evaluator_name: name, evaluator_version: version } = criterion;
  const evaluator = version ? evaluators.get(name, version) : evaluators.latest(name);
  const metrics = evaluator?.definition.metrics ?? {};
  const meant = metrics[metric] ?? Object.values(metrics).find(({ is_primary: primary }) => primary);
  return meant?.desirable_direction ?? 'increase';
}

const shown = ({ runId, count, mean, deviation }: Scores): RunSummary => ({
  runId,
  sampleCount: count,
  average: mean,
  standardDeviation: deviation,
});
