import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { messageOf } from '../../../../../shared/core/errors.ts';
import { SetupError } from '../../../../../shared/core/setup-error.ts';
import { SqliteStore } from './sqlite-store.ts';
import type { Store } from './store.ts';

/** Goes up when the tables below, or what the groups keep in them, can no longer be read by the version before. */
export const STATE_FORMAT = 1;

const TABLES = `
  CREATE TABLE collections (id INTEGER PRIMARY KEY, project TEXT NOT NULL, name TEXT NOT NULL, UNIQUE (project, name));
  CREATE TABLE objects (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, collection INTEGER NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL,
    UNIQUE (collection, key)
  );
  CREATE INDEX objects_in_order ON objects (collection, seq);
  CREATE TABLE entries (
    collection INTEGER NOT NULL, name TEXT NOT NULL, value, seq INTEGER NOT NULL,
    PRIMARY KEY (collection, name, value, seq)
  ) WITHOUT ROWID;
  CREATE TABLE departed (collection INTEGER NOT NULL, key TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (collection, key));
  CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
  PRAGMA user_version = ${STATE_FORMAT};`;

/** Everything the emulator remembers, in one SQLite file or in memory. */
export class StateDatabase {
  readonly #db: DatabaseSync;

  private constructor(db: DatabaseSync) {
    this.#db = db;
  }

  /**
   * Opens the file in `folder`, which is made if need be; without a folder nothing outlives the process.
   * @throws SetupError when another process holds it, another version wrote it, or it cannot be read
   */
  static open(folder?: string): StateDatabase {
    if (folder === undefined) return new StateDatabase(prepare(new DatabaseSync(':memory:')));
    const file = path.join(folder, 'state.sqlite');
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      // Not yet committed to the disk's platter, but in the hands of the system: it outlives a kill -9.
      return new StateDatabase(
        prepare(new DatabaseSync(file, { timeout: 0 }), 'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL'),
      );
    } catch (cause) {
      throw explain(file, cause);
    }
  }

  /** One project's objects. */
  store(project: string): Store {
    return new SqliteStore(this.#db, project);
  }

  /** The projects that have kept anything. */
  projects(): string[] {
    return this.#db
      .prepare('SELECT DISTINCT project FROM collections')
      .all()
      .map((row) => `${row.project}`);
  }

  /** Number of objects by project and collection, for the admin API. */
  contents(): { project: string; name: string; count: number }[] {
    return this.#db
      .prepare(
        `SELECT project, name, count(objects.seq) AS count FROM collections LEFT JOIN objects ON objects.collection = collections.id
         GROUP BY collections.id ORDER BY project, name`,
      )
      .all()
      .map(({ project, name, count }) => ({ project: `${project}`, name: `${name}`, count: Number(count) }));
  }

  /** The newest objects of a collection. */
  newest(project: string, name: string, limit: number): { key: string; object: unknown }[] {
    return this.#db
      .prepare(
        `SELECT key, body FROM objects JOIN collections ON objects.collection = collections.id
         WHERE project = ? AND name = ? ORDER BY seq DESC LIMIT ?`,
      )
      .all(project, name, limit)
      .map(({ key, body }) => ({ key: `${key}`, object: JSON.parse(`${body}`) as unknown }));
  }

  /** A small JSON value of the emulator itself, such as where its clock stands. */
  fact(name: string): unknown {
    const row = this.#db.prepare('SELECT value FROM facts WHERE name = ?').get(name);
    return row === undefined ? undefined : JSON.parse(`${row.value}`);
  }

  setFact(name: string, value: unknown): void {
    this.#db
      .prepare('INSERT INTO facts (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value')
      .run(name, JSON.stringify(value));
  }

  /** Forgets every object. The collections stay: those who hold one may go on using it. */
  clear(): void {
    this.#db.exec('BEGIN; DELETE FROM objects; DELETE FROM entries; DELETE FROM departed; COMMIT');
  }

  close(): void {
    this.#db.close();
  }
}

function prepare(db: DatabaseSync, pragmas = ''): DatabaseSync {
  try {
    // Held until the process ends, however it ends: a second one on the same folder is refused.
    db.exec(`PRAGMA locking_mode = EXCLUSIVE; ${pragmas}; BEGIN EXCLUSIVE`);
    const format = Number(db.prepare('PRAGMA user_version').get()?.user_version);
    const empty = db.prepare('SELECT count(*) AS tables FROM sqlite_schema').get()?.tables === 0;
    if (empty) db.exec(TABLES);
    else if (format !== STATE_FORMAT) throw new SetupError(`format ${format}`);
    db.exec('COMMIT');
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function explain(file: string, cause: unknown): SetupError {
  const folder = path.dirname(file);
  const elsewhere = 'or start with --state and another folder.';
  const message = messageOf(cause);
  if (/locked|busy/i.test(message)) {
    return new SetupError(`Another emulator already works on the state folder ${folder}. Stop it first, ${elsewhere}`, {
      cause,
    });
  }
  if (cause instanceof SetupError || /not a database|malformed/i.test(message)) {
    return new SetupError(
      `The state in ${folder} was written by another version of the emulator, or is damaged (${message}; this version reads format ${STATE_FORMAT}). Delete the folder to start afresh, ${elsewhere}`,
      { cause },
    );
  }
  return new SetupError(`The state folder ${folder} cannot be used: ${message}. Make it writable, ${elsewhere}`, {
    cause,
  });
}
