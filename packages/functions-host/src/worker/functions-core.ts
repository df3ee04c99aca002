/**
 * The app's `@azure/functions-core` module. On Azure the Node worker supplies it. Only these names are visible to the
 * app; the worker's state is in `registry.ts`.
 */
import type { FunctionCallback, FunctionMetadata, LogCategory, LogLevel, ProgrammingModel } from './core-types.ts';
import { addHook, type HookCallback } from './hooks.ts';
import { HOST_VERSION } from './protocol.ts';
import { register, registry, log as write } from './registry.ts';

/** Version of the Node worker with this interface. */
export const version = '3.9.1';
export const hostVersion: string = HOST_VERSION;

/** An action that can be undone once. */
export class Disposable {
  #onDispose: (() => unknown) | undefined;

  constructor(onDispose: () => unknown) {
    this.#onDispose = onDispose;
  }

  static from(...disposables: { dispose(): unknown }[]): Disposable {
    return new Disposable(() => {
      for (const disposable of disposables) disposable.dispose();
    });
  }

  dispose(): unknown {
    const onDispose = this.#onDispose;
    this.#onDispose = undefined;
    return onDispose?.();
  }
}

export function registerFunction(metadata: FunctionMetadata, callback: FunctionCallback): Disposable {
  register(metadata, callback);
  return new Disposable(() => registry.functions.delete(metadata.name));
}

export function setProgrammingModel(model: ProgrammingModel): void {
  registry.model = model;
}

export function getProgrammingModel(): ProgrammingModel | undefined {
  return registry.model;
}

export function registerHook(name: string, callback: HookCallback): Disposable {
  return new Disposable(addHook(name, callback));
}

export function log(level: LogLevel, category: LogCategory, message: string): void {
  write(level, category, message);
}
