import path from 'node:path';
import type { EnvironmentKeys } from './environment-keys.ts';
import { type Keys, newKey, readKeys, saveKeys } from './key-file.ts';

/** Whose keys: the host's, which open every function, those of extensions' webhooks, or one function's. */
export type KeyScope = 'host' | 'system' | { readonly function: string };

/** The name of the first key of the host and of each function. */
const DEFAULT = 'default';

/** The access keys of this host: made when first asked for, kept in the state folder. */
export class KeyStore {
  readonly file: string;
  readonly #given: EnvironmentKeys;
  /** What the environment gave, by the names under which it is asked for. */
  readonly #givenIn: { readonly host: Record<string, string>; readonly system: Record<string, string> };
  #loaded: Keys | undefined;

  constructor(state: string, given: EnvironmentKeys = {}) {
    this.file = path.join(state, 'keys.json');
    this.#given = given;
    this.#givenIn = { host: given.host ? { [DEFAULT]: given.host } : {}, system: {} };
  }

  /** Reads or makes the keys and returns the file that has them. @throws SetupError when it cannot be read */
  open(): string {
    this.#keys();
    return this.file;
  }

  get master(): string {
    return this.#given.master ?? this.#keys().master;
  }

  /** The keys of a scope by their names. A function that has none yet gets its first. */
  list(scope: KeyScope): Readonly<Record<string, string>> {
    const group = this.#group(scope);
    if (typeof scope === 'object' && Object.keys(group).length === 0) this.put(scope, DEFAULT);
    return { ...group, ...(typeof scope === 'string' ? this.#givenIn[scope] : {}) };
  }

  /** The key that an extension's webhooks ask for. */
  system(name: string): string {
    if (this.#given.system) {
      this.#givenIn.system[name] = this.#given.system;
      return this.#given.system;
    }
    if (this.#group('system')[name] === undefined) this.put('system', name);
    return this.#group('system')[name] ?? '';
  }

  /** Sets a key, to a new one when no value is given. */
  put(scope: KeyScope, name: string, value = newKey()): void {
    this.#group(scope)[name] = value;
    saveKeys(this.file, this.#keys());
  }

  /** Gives false when there is no such key. */
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
