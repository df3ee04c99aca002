import type { Grade } from '../contract/grade.ts';
import { GraderError } from '../contract/grader-error.ts';

export type Inputs = Readonly<Record<string, unknown>>;
export type Parameters = Readonly<Record<string, unknown>>;

/** A built-in evaluator. */
export interface BuiltinEvaluator {
  /** Names of its inputs. `data_mapping` defines their values; the default is the row's field of the same name. */
  readonly inputs: readonly string[];
  /** @throws GraderError when an input or a parameter has the wrong type */
  evaluate(inputs: Inputs, parameters: Parameters): Grade;
}

/** Returns a text input. @throws GraderError for other types */
export function textOf(inputs: Inputs, name: string): string {
  const value = inputs[name];
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new GraderError('invalid_input', `"${name}" must be text; data_mapping gives it ${JSON.stringify(value)}.`);
}

/** Returns a numeric parameter. @throws GraderError for other types */
export function numberOf(parameters: Parameters, name: string, preset: number): number {
  const value = parameters[name] ?? preset;
  if (typeof value === 'number') return value;
  throw new GraderError('invalid_parameter', `initialization_parameters.${name} must be a number.`);
}
