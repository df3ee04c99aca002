import { isRecord } from '../../core/json-schema.ts';
import { GraderError } from './grader-error.ts';

/** Values of the variables in a template: the row of data, and the model's answer. */
export interface Scope {
  readonly item: Readonly<Record<string, unknown>>;
  readonly sample?: Readonly<Record<string, unknown>> | undefined;
}

const VARIABLE = /\{\{\s*([^{}]+?)\s*\}\}/g;
const NAMESPACES = ['item', 'sample'];

/** Returns the variables in a template, as written between the braces. */
export const variablesOf = (template: string): string[] =>
  [...template.matchAll(VARIABLE)].map(([, path = '']) => path);

/** Returns the reason why a variable can never have a value, or `undefined`. */
export function variableFault(path: string): string | undefined {
  const [namespace = '', ...rest] = steps(path);
  if (NAMESPACES.includes(namespace) && rest.length > 0) return undefined;
  return `{{${path}}} is not a variable: write {{item.field}} for a field of the row, or {{sample.output_text}} for the model's answer.`;
}

/**
 * Renders a template: text as it is, other values as JSON.
 * @throws GraderError when a variable has no value, or null
 */
export const render = (template: string, scope: Scope): string =>
  template.replace(VARIABLE, (_, path: string) => asText(path, lookUp(path, scope)));

/** Resolves a template: a single variable to its value, any other template to text. @throws GraderError */
export function resolveTemplate(template: string, scope: Scope): unknown {
  const [whole, path = ''] = /^\s*\{\{\s*([^{}]+?)\s*\}\}\s*$/.exec(template) ?? [];
  return whole === undefined ? render(template, scope) : lookUp(path, scope);
}

/** Returns the value of a path such as `item.answers[0].text`. @throws GraderError naming the existing fields */
export function lookUp(path: string, scope: Scope): unknown {
  const fault = variableFault(path);
  if (fault !== undefined) throw new GraderError('invalid_template', fault);
  const [namespace = '', ...rest] = steps(path);
  let value: unknown = namespace === 'item' ? scope.item : (scope.sample ?? {});
  let walked = namespace;
  for (const step of rest) {
    const found = member(value, step);
    if (found === undefined) throw new GraderError('missing_variable', missing(path, walked, value));
    value = found;
    walked = `${walked}.${step}`;
  }
  return value;
}

const steps = (path: string): string[] => path.split(/[.[\]]+/).filter((step) => step !== '');

function member(value: unknown, step: string): unknown {
  if (Array.isArray(value)) return value[Number(step)];
  return isRecord(value) && Object.hasOwn(value, step) ? value[step] : undefined;
}

function missing(path: string, walked: string, value: unknown): string {
  const names = isRecord(value) ? Object.keys(value) : [];
  const there = names.length > 0 ? `has ${names.slice(0, 20).join(', ')}` : 'has no fields';
  return `{{${path}}} has no value: ${walked} ${there}.`;
}

function asText(path: string, value: unknown): string {
  if (value === null) throw new GraderError('missing_variable', `{{${path}}} is null; give the field a value.`);
  return typeof value === 'string' ? value : JSON.stringify(value);
}
