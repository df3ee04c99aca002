import type { EvaluatorMetric } from './evaluator.ts';

/** Source of the verdict at the service: computation, a model that the caller names, the service's own judges, or an OpenAI grader. */
export type Method = 'computation' | 'model' | 'service' | 'grader';

/** A built-in evaluator as the service describes it. */
export interface CatalogueEntry {
  /** Name after `builtin.`. */
  readonly name: string;
  readonly means: Method;
  readonly categories: readonly Category[];
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** The first metric is the primary one. */
  readonly metrics: Readonly<Record<string, EvaluatorMetric>>;
}

type Category = 'quality' | 'safety' | 'agents';

const SHARE: EvaluatorMetric = { type: 'continuous', desirable_direction: 'increase', min_value: 0, max_value: 1 };
const GRADE: EvaluatorMetric = { type: 'ordinal', desirable_direction: 'increase', min_value: 1, max_value: 5 };
const HALF: EvaluatorMetric = { type: 'ordinal', desirable_direction: 'increase', min_value: 0, max_value: 1 };
const SEVERITY: EvaluatorMetric = { type: 'ordinal', desirable_direction: 'decrease', min_value: 0, max_value: 7 };
const YES: EvaluatorMetric = { type: 'boolean', desirable_direction: 'increase' };
const FOUND: EvaluatorMetric = { type: 'boolean', desirable_direction: 'decrease' };

const QUALITY: readonly Category[] = ['quality'];
const AGENTS: readonly Category[] = ['agents'];
const QUALITY_OF_AGENTS: readonly Category[] = ['quality', 'agents'];
const SAFETY: readonly Category[] = ['safety', 'agents'];

const of =
  (means: Method, categories: readonly Category[]) =>
  (
    name: string,
    metric: EvaluatorMetric | Readonly<Record<string, EvaluatorMetric>>,
    required: string,
    optional = '',
  ): CatalogueEntry => {
    const words = (text: string) => text.split(' ').filter((word) => word !== '');
    const metrics = isMetric(metric) ? { [name.replace(/_score$/, '')]: metric } : metric;
    return { name, means, categories, required: words(required), optional: words(optional), metrics };
  };

const isMetric = (value: object): value is EvaluatorMetric => 'desirable_direction' in value;

const computed = of('computation', QUALITY);
const judged = of('model', QUALITY);
const judgedOfAgents = of('model', QUALITY_OF_AGENTS);
const ofAgents = of('model', AGENTS);
const safety = of('service', SAFETY);

/**
 * Built-in evaluators of the service, except those of the category "business" alone, which the reference does not know. Source:
 * Microsoft's registry, github.com/Azure/azureml-assets, assets/evaluators/builtin, as of November 2026.
 */
export const CATALOGUE: readonly CatalogueEntry[] = [
  computed('f1_score', { f1_score: SHARE }, 'response ground_truth'),
  computed('bleu_score', SHARE, 'response ground_truth'),
  computed('gleu_score', SHARE, 'response ground_truth'),
  computed('meteor_score', SHARE, 'response ground_truth'),
  computed('rouge_score', SHARE, 'response ground_truth'),
  computed('regex_match', YES, 'response', 'ground_truth'),
  computed('task_navigation_efficiency', YES, 'actions expected_actions'),
  computed('document_retrieval', SHARE, 'retrieval_ground_truth retrieved_documents'),
  computed('ifeval', { ifeval_strict: YES, ifeval_loose: YES }, 'response instruction_id_list instruction_kwargs'),
  computed('bbeh', YES, 'response ground_truth'),
  judged('similarity', GRADE, 'query response ground_truth'),
  judged('response_completeness', GRADE, 'response ground_truth'),
  judged('retrieval', GRADE, 'query context'),
  judgedOfAgents('coherence', GRADE, 'query response'),
  judgedOfAgents('fluency', GRADE, 'response'),
  judgedOfAgents('relevance', GRADE, 'query response'),
  judgedOfAgents('groundedness', GRADE, 'response', 'query context tool_definitions'),
  judgedOfAgents('intent_resolution', GRADE, 'query response', 'tool_definitions'),
  judgedOfAgents('quality_grader', HALF, 'query response', 'context'),
  ofAgents('customer_satisfaction', GRADE, 'query response'),
  ofAgents('task_adherence', YES, 'query response', 'tool_definitions'),
  ofAgents('task_completion', YES, 'query response', 'tool_definitions'),
  ofAgents('tool_call_accuracy', GRADE, 'query tool_definitions', 'tool_calls response'),
  ofAgents('tool_call_success', YES, 'response', 'tool_definitions'),
  ofAgents('tool_input_accuracy', YES, 'query response tool_definitions'),
  ofAgents('tool_output_utilization', HALF, 'query response tool_definitions'),
  ofAgents('tool_selection', HALF, 'query tool_definitions', 'response tool_calls'),
  safety('violence', SEVERITY, 'query response'),
  safety('sexual', SEVERITY, 'query response'),
  safety('self_harm', SEVERITY, 'query response'),
  safety('hate_unfairness', SEVERITY, 'query response'),
  safety('protected_material', FOUND, 'query response'),
  safety('code_vulnerability', FOUND, 'query response'),
  safety('ungrounded_attributes', FOUND, 'query response context'),
  safety(
    'indirect_attack',
    { xpia: FOUND, xpia_manipulated_content: FOUND, xpia_intrusion: FOUND, xpia_information_gathering: FOUND },
    'query response',
  ),
  of('service', QUALITY)('groundedness_pro', YES, 'query response context'),
  of('service', QUALITY_OF_AGENTS)('prohibited_actions', YES, 'query response tool_calls'),
  of('service', QUALITY_OF_AGENTS)('sensitive_data_leakage', YES, 'query response tool_calls'),
  of('grader', QUALITY)('string_check', YES, ''),
  of('grader', QUALITY)('text_similarity', { similarity: SHARE }, ''),
  of('grader', QUALITY)('label_model', YES, ''),
  of('grader', QUALITY)('score_model', SHARE, ''),
  of('grader', QUALITY)('python_grader', SHARE, ''),
];
