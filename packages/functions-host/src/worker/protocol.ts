import { inspect } from 'node:util';
import type { FunctionMetadata, InvocationRequest, InvocationResponse, LogCategory, LogLevel } from './core-types.ts';

/** A registered function in the worker protocol. */
export interface RegisteredFunction {
  readonly metadata: FunctionMetadata;
  /** Absolute path of the file that registered it. */
  readonly scriptFile: string;
}

export interface PlainError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string | undefined;
}

export type ToWorker =
  | { readonly kind: 'load'; readonly app: string }
  | {
      readonly kind: 'invoke';
      readonly functionName: string;
      readonly request: InvocationRequest;
      /** Milliseconds that a test clock is ahead of the system clock. */
      readonly ahead?: number | undefined;
    }
  /** Opens the inspector on a port, or closes it when the port is undefined. */
  | { readonly kind: 'inspect'; readonly port: number | undefined }
  | { readonly kind: 'stop' };

export type FromWorker =
  | { readonly kind: 'loaded'; readonly functions: RegisteredFunction[]; readonly capabilities: Record<string, string> }
  | { readonly kind: 'unloadable'; readonly problem: string }
  | { readonly kind: 'result'; readonly invocationId: string; readonly response: InvocationResponse }
  | { readonly kind: 'failure'; readonly invocationId: string; readonly error: PlainError }
  | {
      readonly kind: 'log';
      readonly level: LogLevel;
      readonly category: LogCategory;
      readonly message: string;
      readonly functionName?: string | undefined;
      readonly invocationId?: string | undefined;
    };

export function plainError(thrown: unknown): PlainError {
  if (thrown instanceof Error) return { name: thrown.name, message: thrown.message, stack: thrown.stack };
  return { name: 'Error', message: typeof thrown === 'string' ? thrown : inspect(thrown) };
}

/** Version of the Azure Functions host that this host follows. Apps and tools query it. */
export const HOST_VERSION = '4.1037.0.0';
