import type { JsonSchema } from '../../core/json-schema.ts';
import type { AzureEvaluator } from '../contract/criteria.ts';
import type { EvaluatorDefinition, EvaluatorMetric } from '../contract/evaluator.ts';
import type { Grade, GradingTools } from '../contract/grade.ts';
import { GraderError } from '../contract/grader-error.ts';
import { plainMessages } from '../contract/messages.ts';
import { lookUp, resolveTemplate, type Scope } from '../contract/template.ts';
import { middleOf } from '../contract/threshold.ts';
import { judgeSample } from './judge-sample.ts';

/** Metric of an evaluator, with its name. */
interface Measure extends EvaluatorMetric {
  readonly name: string | undefined;
}

/**
 * Applies an evaluator of the project: runs its Python, or sends its prompt to the model of `deployment_name`.
 * @throws GraderError when it has another type or gives no verdict
 */
export async function gradeByCustom(
  definition: EvaluatorDefinition,
  criterion: AzureEvaluator,
  scope: Scope,
  tools: GradingTools,
): Promise<Grade> {
  const { code_text: code, prompt_text: prompt } = definition;
  if (definition.type === 'code' && code !== undefined) {
    const item = { ...scope.item, ...mapped(criterion, scope) };
    const score = await tools.python(code, { sample: scope.sample ?? {}, item }, tools.signal);
    return judged(score, definition, criterion);
  }
  if (definition.type === 'prompt' && prompt !== undefined)
    return gradeByPrompt(prompt, definition, criterion, scope, tools);
  throw new GraderError(
    'evaluator_not_available',
    `The evaluator "${criterion.evaluator_name}" is of type "${definition.type}"; those of the types code and prompt run in the emulator.`,
  );
}

async function gradeByPrompt(
  prompt: string,
  definition: EvaluatorDefinition,
  criterion: AzureEvaluator,
  scope: Scope,
  { judge, signal }: GradingTools,
): Promise<Grade> {
  const model = criterion.initialization_parameters?.deployment_name;
  if (typeof model !== 'string') {
    throw new GraderError(
      'missing_parameter',
      'initialization_parameters.deployment_name must name the judging model.',
    );
  }
  const text = prompt.replace(/\{\{\s*([^{}]+?)\s*\}\}/g, (_, name: string) =>
    asText(valueOfInput(name, criterion, scope)),
  );
  const items = plainMessages([{ role: 'user', content: text }]);
  const verdict = await judge({ model, items, schema: schemaOf(measureOf(definition)) }, signal);
  const { result, reason } = verdict.answer;
  const score = typeof result === 'boolean' ? Number(result) : result;
  if (typeof score !== 'number') {
    throw new GraderError(
      'invalid_verdict',
      `The judging model gave the result ${String(result)}, which is not a number.`,
    );
  }
  return {
    ...judged(score, definition, criterion),
    ...(typeof reason === 'string' && reason !== '' ? { reason } : {}),
    sample: judgeSample(items, verdict),
    uses: [verdict.use],
  };
}

function judged(score: number, definition: EvaluatorDefinition, criterion: AzureEvaluator): Grade {
  const measure = measureOf(definition);
  const threshold = thresholdOf(criterion, measure);
  const passed = measure.desirable_direction === 'decrease' ? score <= threshold : score >= threshold;
  const metric = measure.name === undefined ? {} : { metric: measure.name };
  return { score, passed, threshold, label: passed ? 'pass' : 'fail', ...metric };
}

function thresholdOf({ initialization_parameters: given = {} }: AzureEvaluator, measure: Measure): number {
  const threshold = given.pass_threshold ?? given.threshold;
  if (typeof threshold === 'number') return threshold;
  return middleOf([measure.min_value ?? 0, measure.max_value ?? 1]);
}

/** Returns the primary metric, or the first one. */
function measureOf({ metrics = {} }: EvaluatorDefinition): Measure {
  const all = Object.entries(metrics);
  const [name, metric] = all.find(([, { is_primary: primary }]) => primary) ?? all[0] ?? [undefined, {}];
  return { ...metric, name };
}

function schemaOf({ type, min_value: minimum, max_value: maximum }: Measure): JsonSchema {
  const number = { ordinal: 'integer', continuous: 'number', boolean: 'boolean' }[type ?? 'continuous'];
  const range = type === 'boolean' ? {} : { minimum, maximum };
  const limits = Object.entries(range).filter(([, value]) => value !== undefined);
  return {
    type: 'object',
    properties: { result: { type: number, ...Object.fromEntries(limits) }, reason: { type: 'string' } },
    required: ['result', 'reason'],
    additionalProperties: false,
  };
}

const mapped = ({ data_mapping: mapping = {} }: AzureEvaluator, scope: Scope) =>
  Object.fromEntries(Object.entries(mapping).map(([name, template]) => [name, resolveTemplate(template, scope)]));

/** Returns the value of an input in a prompt: its mapping, or the row's field. */
function valueOfInput(name: string, { data_mapping: mapping = {} }: AzureEvaluator, scope: Scope): unknown {
  const template = mapping[name];
  if (template !== undefined) return resolveTemplate(template, scope);
  return lookUp(/^(item|sample)\./.test(name) ? name : `item.${name}`, scope);
}

const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
