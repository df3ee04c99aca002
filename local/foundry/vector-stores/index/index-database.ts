import path from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';

const TABLES = `
  PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;
  CREATE TABLE IF NOT EXISTS documents (
    id INTEGER PRIMARY KEY, store TEXT NOT NULL, file TEXT NOT NULL, filename TEXT NOT NULL, UNIQUE (store, file)
  );
  CREATE TABLE IF NOT EXISTS chunks (id INTEGER PRIMARY KEY, document INTEGER NOT NULL, text TEXT NOT NULL, vector BLOB NOT NULL);
  CREATE INDEX IF NOT EXISTS chunks_of_document ON chunks (document, id);
  CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5(
    text, content = '', contentless_delete = 1, tokenize = 'porter unicode61 remove_diacritics 2'
  );`;

export interface IndexedChunk {
  readonly text: string;
  readonly vector: Int8Array;
}

export interface IndexedFile {
  readonly storeId: string;
  readonly fileId: string;
  readonly filename: string;
}

/** The chunks of vector stores on disk: beside the state database, because it is large and can be made anew from the files. */
export class IndexDatabase {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(folder: string) {
    this.#db = new DatabaseSync(path.join(folder, 'vector-index.sqlite'));
    this.#db.exec(TABLES);
  }

  /** Puts a file's chunks in place of those there were. */
  put({ storeId, fileId, filename }: IndexedFile, chunks: readonly IndexedChunk[]): void {
    this.#transaction(() => {
      this.#removeFile(storeId, fileId);
      const { lastInsertRowid: document } = this.sql(
        'INSERT INTO documents (store, file, filename) VALUES (?, ?, ?)',
      ).run(storeId, fileId, filename);
      for (const { text, vector } of chunks) {
        const { lastInsertRowid: id } = this.sql('INSERT INTO chunks (document, text, vector) VALUES (?, ?, ?)').run(
          document,
          text,
          vector,
        );
        this.sql('INSERT INTO words (rowid, text) VALUES (?, ?)').run(id, text);
      }
    });
  }

  /** Files of a store, so many at most. */
  files(storeId: string, limit: number): string[] {
    return this.sql('SELECT file FROM documents WHERE store = ? LIMIT ?')
      .all(storeId, limit)
      .map(({ file }) => `${file}`);
  }

  remove(storeId: string, fileIds: readonly string[]): void {
    this.#transaction(() => {
      for (const fileId of fileIds) this.#removeFile(storeId, fileId);
    });
  }

  /** The texts of a file's chunks, in order. */
  texts(storeId: string, fileId: string): string[] {
    return this.sql(
      'SELECT text FROM chunks WHERE document = (SELECT id FROM documents WHERE store = ? AND file = ?) ORDER BY id',
    )
      .all(storeId, fileId)
      .map(({ text }) => `${text}`);
  }

  /** All files that are in the index. */
  contents(): { readonly storeId: string; readonly fileId: string }[] {
    return this.sql('SELECT store, file FROM documents')
      .all()
      .map(({ store, file }) => ({ storeId: `${store}`, fileId: `${file}` }));
  }

  sql(text: string): StatementSync {
    const known = this.#statements.get(text) ?? this.#db.prepare(text);
    this.#statements.set(text, known);
    return known;
  }

  close(): void {
    this.#db.close();
  }

  #removeFile(storeId: string, fileId: string): void {
    const row = this.sql('SELECT id FROM documents WHERE store = ? AND file = ?').get(storeId, fileId);
    if (row?.id === undefined) return;
    this.sql('DELETE FROM words WHERE rowid IN (SELECT id FROM chunks WHERE document = ?)').run(row.id);
    this.sql('DELETE FROM chunks WHERE document = ?').run(row.id);
    this.sql('DELETE FROM documents WHERE id = ?').run(row.id);
  }

  #transaction(work: () => void): void {
    this.#db.exec('BEGIN');
    try {
      work();
      this.#db.exec('COMMIT');
    } catch (error) {
      this.#db.exec('ROLLBACK');
      throw error;
    }
  }
}
