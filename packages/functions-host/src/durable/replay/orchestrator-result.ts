import { z } from 'zod';
import type { TypedData } from '../../worker/core-types.ts';
import type { FunctionFailure } from '../../worker/failures.ts';
import type { JsonText } from '../history/history-event.ts';
import { type Action, action } from './action.ts';

/** Result of an orchestrator's function: its return value or its exception. */
export type OrchestratorResult =
  /** No result: the orchestration is complete. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'state'; readonly state: OrchestratorState; readonly thrown: boolean }
  /** A result in an unknown form. */
  | { readonly kind: 'unusable'; readonly problem: string };

export interface OrchestratorState {
  readonly isDone: boolean;
  readonly actions: readonly (readonly Action[])[] | null;
  readonly output: JsonText | null;
  readonly error: string | null;
  readonly customStatus: JsonText | null;
  /** 0 to 3: the highest that library and host know. */
  readonly schemaVersion: number;
}

/** Marker before the state in the message of an exception of the library. */
const THROWN_STATE = '\n\n$OutOfProcData$:';

const shape = z.object({
  isDone: z.boolean().default(false),
  actions: z.array(z.array(action)).nullish(),
  output: z.unknown().optional(),
  error: z.string().nullish(),
  customStatus: z.unknown().optional(),
  schemaVersion: z.number().default(0),
});

export function resultOfReturn(value: TypedData | null | undefined): OrchestratorResult {
  if (!value || value.json === 'null') return { kind: 'nothing' };
  const text = value.string ?? value.json;
  const parsed = text === undefined ? undefined : parse(text);
  if (isObject(parsed)) return stateOf(parsed, false);
  return {
    kind: 'unusable',
    problem:
      value.string === undefined
        ? 'The data returned by the out-of-process function execution was not valid json.'
        : 'Out of proc orchestrators must return a valid JSON schema',
  };
}

export function resultOfFailure(failure: FunctionFailure): OrchestratorResult {
  const { message, stack } = failure.thrown;
  const start = message.indexOf(THROWN_STATE);
  const parsed = start < 0 ? undefined : parse(message.slice(start + THROWN_STATE.length));
  if (isObject(parsed)) return stateOf(parsed, true);
  return {
    kind: 'unusable',
    problem: `One or more errors occurred. (Result: Failure\nException: ${message}\nStack: ${stack ?? message})`,
  };
}

function stateOf(value: object, thrown: boolean): OrchestratorResult {
  const result = shape.safeParse(value);
  if (!result.success) return { kind: 'unusable', problem: z.prettifyError(result.error) };
  const { isDone, actions, output, error, customStatus, schemaVersion } = result.data;
  return {
    kind: 'state',
    thrown,
    state: {
      isDone,
      actions: actions ?? null,
      output: jsonOf(output),
      error: error || null,
      customStatus: jsonOf(customStatus),
      schemaVersion,
    },
  };
}

function jsonOf(value: unknown): JsonText | null {
  return value === undefined || value === null ? null : JSON.stringify(value);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
