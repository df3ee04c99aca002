import { BUILTIN } from '../grading/azure/builtin.ts';
import type { EvaluatorDefinition, EvaluatorMetric, EvaluatorRequest } from './evaluator.ts';

/** Names of the service's own evaluators begin with this. */
export const BUILTIN_PREFIX = 'builtin.';

/** What a built-in evaluator is about, and the measure that it gives. */
interface Entry {
  readonly category: 'quality' | 'safety' | 'agents';
  readonly metric: EvaluatorMetric;
}

const SHARE: EvaluatorMetric = { type: 'continuous', desirable_direction: 'increase', min_value: 0, max_value: 1 };
const GRADE: EvaluatorMetric = { type: 'ordinal', desirable_direction: 'increase', min_value: 1, max_value: 5 };
const SEVERITY: EvaluatorMetric = { type: 'ordinal', desirable_direction: 'decrease', min_value: 0, max_value: 7 };
const YES_OR_NO: EvaluatorMetric = { type: 'boolean', desirable_direction: 'increase' };
const FOUND_OR_NOT: EvaluatorMetric = { type: 'boolean', desirable_direction: 'decrease' };

const entries = (
  category: Entry['category'],
  metric: EvaluatorMetric,
  ...names: readonly string[]
): readonly (readonly [string, Entry])[] => names.map((name) => [name, { category, metric }]);

/** The catalogue, by names after `builtin.`. Source: Microsoft's list of built-in evaluators. */
const CATALOGUE: ReadonlyMap<string, Entry> = new Map([
  ...entries('quality', SHARE, 'f1_score', 'bleu_score', 'gleu_score', 'meteor_score', 'rouge_score'),
  ...entries('quality', YES_OR_NO, 'regex_match'),
  ...entries('agents', SHARE, 'task_navigation_efficiency'),
  ...entries('quality', GRADE, 'coherence', 'fluency', 'relevance', 'groundedness', 'similarity', 'retrieval'),
  ...entries('quality', GRADE, 'response_completeness'),
  ...entries('agents', GRADE, 'intent_resolution', 'task_adherence', 'tool_call_accuracy'),
  ...entries('safety', SEVERITY, 'violence', 'sexual', 'self_harm', 'hate_unfairness'),
  ...entries('safety', FOUND_OR_NOT, 'protected_material', 'indirect_attack', 'code_vulnerability'),
  ...entries('safety', FOUND_OR_NOT, 'ungrounded_attributes'),
]);

/** The service's own evaluators. Those that cannot be computed here say so in `description` and `metadata`. */
export const builtinEvaluators = (): readonly (EvaluatorRequest & { readonly name: string })[] =>
  [...CATALOGUE].map(([name, { category, metric }]) => {
    const here = BUILTIN.get(name);
    return {
      name: `${BUILTIN_PREFIX}${name}`,
      display_name: name.replaceAll('_', ' '),
      description: here
        ? 'Computed by the emulator.'
        : 'Needs a judge of the service: in the emulator each row of a run errs, and says so.',
      evaluator_type: 'builtin',
      categories: [category],
      definition: definitionOf(name, metric, here?.inputs),
      metadata: { emulator: here ? 'available' : 'not_available' },
      tags: {},
    };
  });

function definitionOf(name: string, metric: EvaluatorMetric, inputs?: readonly string[]): EvaluatorDefinition {
  const metrics = { [name]: { ...metric, is_primary: true } };
  if (!inputs) return { type: 'service', metrics };
  const properties = Object.fromEntries(inputs.map((input) => [input, {}]));
  return { type: 'service', data_schema: { type: 'object', properties, required: inputs }, metrics };
}
