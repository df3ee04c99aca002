import type { DatabaseSync } from 'node:sqlite';
import { SqliteCollection } from './sqlite-collection.ts';
import type { Collection, CollectionDefinition, Store } from './store.ts';

/** One project's collections in the state database. */
export class SqliteStore implements Store {
  readonly #db: DatabaseSync;
  readonly #project: string;

  constructor(db: DatabaseSync, project: string) {
    this.#db = db;
    this.#project = project;
  }

  collection<T extends object>(definition: CollectionDefinition<T>): Collection<T> {
    return new SqliteCollection(this, this.#db, this.#idOf(definition.name), definition);
  }

  transaction<R>(work: () => R): R {
    if (this.#db.isTransaction) return work();
    this.#db.exec('BEGIN');
    try {
      const result = work();
      this.#db.exec('COMMIT');
      return result;
    } catch (error) {
      // A full disk has already made SQLite roll back.
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw error;
    }
  }

  #idOf(name: string): number {
    this.#db.prepare('INSERT OR IGNORE INTO collections (project, name) VALUES (?, ?)').run(this.#project, name);
    const row = this.#db.prepare('SELECT id FROM collections WHERE project = ? AND name = ?').get(this.#project, name);
    return Number(row?.id);
  }
}
