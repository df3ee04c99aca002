import { readFileSync } from 'node:fs';

/** infra/data/storage.json: what the templates make in the data account, and which role the app gets on it. */
export interface StorageJson {
  readonly queues: readonly { readonly name: string; readonly app: 'sends' | 'reads'; readonly agents?: boolean }[];
  readonly tables: readonly string[];
  readonly containers: readonly {
    readonly name: string;
    readonly app: 'reads' | 'writes';
    readonly ingested?: boolean;
  }[];
  readonly toolFunctions: readonly string[];
}

export const storageJson = () => JSON.parse(readFileSync('infra/data/storage.json', 'utf8')) as StorageJson;
