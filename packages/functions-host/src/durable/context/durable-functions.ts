import type { AppFunction } from '../../extension/extension.ts';

export type DurableKind = 'activity' | 'orchestrator' | 'entity';

/** Durable functions of the app by kind and name. Names are case-insensitive. */
export class DurableFunctions {
  #byKind: Record<DurableKind, Map<string, AppFunction>> = {
    activity: new Map(),
    orchestrator: new Map(),
    entity: new Map(),
  };

  add(kind: DurableKind, name: string, fn: AppFunction): void {
    this.#byKind[kind].set(name.toLowerCase(), fn);
  }

  replaceWith(other: DurableFunctions): void {
    this.#byKind = other.#byKind;
  }

  find(kind: DurableKind, name: string): AppFunction | undefined {
    return this.#byKind[kind].get(name.toLowerCase());
  }

  /**
   * Returns the real extension's text for a missing function, with the known ones; undefined when the function exists.
   */
  problem(kind: DurableKind, name: string): string | undefined {
    if (this.find(kind, name)) return undefined;
    const known = [...this.#byKind[kind].values()].map((fn) => `'${fn.name}'`).sort();
    const others =
      known.length > 0
        ? `The following are the known ${kind} functions: ${known.join(', ')}.`
        : `No ${kind} functions are currently registered!`;
    return `The function '${name}' doesn't exist, is disabled, or is not an ${kind} function. Additional info: ${others}`;
  }
}
