import path from 'node:path';
import type { EnvironmentKeys } from './environment-keys.ts';
import { type Keys, newKey, readKeys, saveKeys } from './key-file.ts';

/** Owner of keys: the host (its keys open every function), the extensions' webhooks, or one function. */
export type KeyScope = 'host' | 'system' | { readonly function: string };

/** Name of the first key of the host and of each function. */
const DEFAULT = 'default';

/** Access keys of this host, generated on first use and kept in the state folder. */
export class KeyStore {
  readonly file: string;
  readonly #given: EnvironmentKeys;
  /** Keys from the environment by scope and name. */
  readonly #givenIn: { readonly host: Record<string, string>; readonly system: Record<string, string> };
  #loaded: Keys | undefined;

  constructor(state: string, given: EnvironmentKeys = {}) {
    this.file = path.join(state, 'keys.json');
    this.#given = given;
    this.#givenIn = { host: given.host ? { [DEFAULT]: given.host } : {}, system: {} };
  }

  /**
   * Reads or generates the keys and returns their file.
   * @throws SetupError when it cannot be read
   */
  open(): string {
    this.#keys();
    return this.file;
  }

  get master(): string {
    return this.#given.master ?? this.#keys().master;
  }

  /** Returns the keys of a scope by name. A function without keys gets its first one. */
  list(scope: KeyScope): Readonly<Record<string, string>> {
    const group = this.#group(scope);
    if (typeof scope === 'object' && Object.keys(group).length === 0) this.put(scope, DEFAULT);
    return { ...group, ...(typeof scope === 'string' ? this.#givenIn[scope] : {}) };
  }

  /** Returns the system key of an extension's webhooks. */
  system(name: string): string {
    if (this.#given.system) {
      this.#givenIn.system[name] = this.#given.system;
      return this.#given.system;
    }
    if (this.#group('system')[name] === undefined) this.put('system', name);
    return this.#group('system')[name] ?? '';
  }

  /** Sets a key; generates its value when none is given. */
  put(scope: KeyScope, name: string, value = newKey()): void {
    this.#group(scope)[name] = value;
    saveKeys(this.file, this.#keys());
  }

  /** Returns false when the key does not exist. */
  delete(scope: KeyScope, name: string): boolean {
    const group = this.#group(scope);
    if (group[name] === undefined) return false;
    delete group[name];
    saveKeys(this.file, this.#keys());
    return true;
  }

  #group(scope: KeyScope): Record<string, string> {
    const keys = this.#keys();
    if (typeof scope === 'string') return keys[scope];
    keys.functions[scope.function] ??= {};
    return keys.functions[scope.function] ?? {};
  }

  #keys(): Keys {
    this.#loaded ??= readKeys(this.file);
    return this.#loaded;
  }
}
