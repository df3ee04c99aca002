import path from 'node:path';
import type { FunctionCallback, FunctionMetadata, LogCategory, LogLevel, ProgrammingModel } from './core-types.ts';
import { appHookData, runLogHooks } from './hooks.ts';

/** A registered function and its file. */
export interface Registration {
  readonly metadata: FunctionMetadata;
  readonly callback: FunctionCallback;
  readonly scriptFile: string;
}

export type LogSink = (level: LogLevel, category: LogCategory, message: string) => void;

/** Registrations of the app. There is one app per worker process. */
export const registry = {
  functions: new Map<string, Registration>(),
  model: undefined as ProgrammingModel | undefined,
  /** The file that is being loaded. */
  loading: undefined as string | undefined,
  sink: (() => {}) as LogSink,
};

/** @throws Error when the app has finished loading, or the name is in use */
export function register(metadata: FunctionMetadata, callback: FunctionCallback): void {
  if (registry.loading === undefined) {
    throw new Error(`The function "${metadata.name}" was registered too late: register functions while the app loads.`);
  }
  const twin = [...registry.functions.keys()].find((name) => name.toLowerCase() === metadata.name.toLowerCase());
  if (twin !== undefined) {
    throw new Error(`The function name "${metadata.name}" is used twice. Give each function a name of its own.`);
  }
  registry.functions.set(metadata.name, { metadata, callback, scriptFile: path.resolve(registry.loading) });
}

/** Sends a line to the host's log. The app's log hooks may change it first. */
export function log(
  level: LogLevel,
  category: LogCategory,
  message: string,
  invocationContext?: unknown,
  sink: LogSink = registry.sink,
): void {
  const context = { hookData: {}, appHookData, level, category, message, invocationContext };
  runLogHooks(context);
  sink(context.level, category, context.message);
}
