import type { Grade } from '../contract/grade.ts';
import { GraderError } from '../contract/grader-error.ts';

export type Inputs = Readonly<Record<string, unknown>>;
export type Parameters = Readonly<Record<string, unknown>>;

/** An evaluator that comes with the service. */
export interface BuiltinEvaluator {
  /** Names of what it reads; `data_mapping` says where each comes from, the row's field of the same name where it does not. */
  readonly inputs: readonly string[];
  /** @throws GraderError when an input or a parameter is of the wrong kind */
  evaluate(inputs: Inputs, parameters: Parameters): Grade;
}

/** A text of the inputs. @throws GraderError when it is something else */
export function textOf(inputs: Inputs, name: string): string {
  const value = inputs[name];
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new GraderError('invalid_input', `"${name}" must be text; data_mapping gives it ${JSON.stringify(value)}.`);
}

/** A number of the parameters. @throws GraderError when it is something else */
export function numberOf(parameters: Parameters, name: string, preset: number): number {
  const value = parameters[name] ?? preset;
  if (typeof value === 'number') return value;
  throw new GraderError('invalid_parameter', `initialization_parameters.${name} must be a number.`);
}
