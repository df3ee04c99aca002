import type { AppFunction } from '../../extension/extension.ts';

export type DurableKind = 'activity' | 'orchestrator' | 'entity';

/** The app's durable functions by kind and name; names do not care for case. */
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

  /** Why there is no such function, with those that there are; undefined when it exists. */
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
