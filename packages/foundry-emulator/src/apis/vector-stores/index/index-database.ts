import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { DatabaseSync, type SQLOutputValue, type StatementSync } from 'node:sqlite';
import { Leftovers } from './leftovers.ts';

/** Store ids of documents that are hidden from search while they are added or deleted. */
export const COMING = 'coming';
export const GOING = 'going';

/** Chunks to delete in one step, before other work continues. */
const AT_ONCE = 200;

const TABLES = `
  PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
  CREATE TABLE IF NOT EXISTS documents (
    id INTEGER PRIMARY KEY, store TEXT NOT NULL, file TEXT NOT NULL, filename TEXT NOT NULL, UNIQUE (store, file)
  );
  CREATE TABLE IF NOT EXISTS chunks (id INTEGER PRIMARY KEY, document INTEGER NOT NULL, text TEXT NOT NULL, vector BLOB NOT NULL);
  CREATE INDEX IF NOT EXISTS chunks_of_document ON chunks (document, id);
  CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5(
    text, content = '', contentless_delete = 1, tokenize = 'porter unicode61 remove_diacritics 2'
  );
  UPDATE documents SET store = '${GOING}' WHERE store = '${COMING}';`;

export interface IndexedChunk {
  readonly text: string;
  readonly vector: Int8Array;
}

export interface IndexedFile {
  readonly storeId: string;
  readonly fileId: string;
  readonly filename: string;
}

type RowId = SQLOutputValue;

/** Chunks of vector stores in a database of their own, because it is large and can be rebuilt from the files. */
export class IndexDatabase {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  readonly #leftovers: Leftovers;

  constructor(folder: string) {
    this.#db = new DatabaseSync(path.join(folder, 'vector-index.sqlite'));
    this.#db.exec(TABLES);
    this.#leftovers = new Leftovers(() => this.#deleteSome());
    this.#leftovers.clear();
  }

  /** Replaces the chunks of a file. */
  put(file: IndexedFile, chunks: readonly IndexedChunk[]): void {
    this.#transaction(() => {
      const document = this.#insert(COMING, randomUUID(), file.filename);
      this.#append(document, chunks);
      this.#show(document, file);
    });
  }

  /** Adds a large file in steps: `show` replaces the old chunks, `drop` discards the new ones. */
  begin(file: IndexedFile) {
    const document = this.#insert(COMING, randomUUID(), file.filename);
    return {
      add: (chunks: readonly IndexedChunk[]) => this.#transaction(() => this.#append(document, chunks)),
      show: () => this.#transaction(() => this.#show(document, file)),
      drop: () => this.#transaction(() => this.#delete(document)),
    };
  }

  /** Returns some files of a store. */
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

  /** Returns the texts of a file's chunks, in order. */
  texts(storeId: string, fileId: string): string[] {
    return this.sql(
      'SELECT text FROM chunks WHERE document = (SELECT id FROM documents WHERE store = ? AND file = ?) ORDER BY id',
    )
      .all(storeId, fileId)
      .map(({ text }) => `${text}`);
  }

  /** Returns all indexed files. */
  contents(): { readonly storeId: string; readonly fileId: string }[] {
    return this.sql('SELECT store, file FROM documents WHERE store NOT IN (?, ?)')
      .all(COMING, GOING)
      .map(({ store, file }) => ({ storeId: `${store}`, fileId: `${file}` }));
  }

  sql(text: string): StatementSync {
    const known = this.#statements.get(text) ?? this.#db.prepare(text);
    this.#statements.set(text, known);
    return known;
  }

  close(): void {
    this.#leftovers.stop();
    this.#db.close();
  }

  #insert(store: string, file: string, filename: string): RowId {
    const values = [store, file, filename];
    return Number(
      this.sql('INSERT INTO documents (store, file, filename) VALUES (?, ?, ?)').run(...values).lastInsertRowid,
    );
  }

  #append(document: RowId, chunks: readonly IndexedChunk[]): void {
    const insert = this.sql('INSERT INTO chunks (document, text, vector) VALUES (?, ?, ?)');
    const words = this.sql('INSERT INTO words (rowid, text) VALUES (?, ?)');
    for (const { text, vector } of chunks) words.run(insert.run(document, text, vector).lastInsertRowid, text);
  }

  #show(document: RowId, { storeId, fileId }: IndexedFile): void {
    this.#removeFile(storeId, fileId);
    this.sql('UPDATE documents SET store = ?, file = ? WHERE id = ?').run(storeId, fileId, document);
  }

  #removeFile(storeId: string, fileId: string): void {
    const row = this.sql('SELECT id FROM documents WHERE store = ? AND file = ?').get(storeId, fileId);
    if (row?.id !== undefined) this.#delete(row.id);
  }

  /** Hides a large document and deletes it in steps. */
  #delete(document: RowId): void {
    if (this.#deleteChunks(document)) return;
    this.sql('UPDATE documents SET store = ?, file = ? WHERE id = ?').run(GOING, randomUUID(), document);
    this.#leftovers.clear();
  }

  /** Deletes some hidden chunks. @returns false when none were left */
  #deleteSome(): boolean {
    const row = this.sql('SELECT id FROM documents WHERE store = ? LIMIT 1').get(GOING);
    if (row?.id === undefined) return false;
    const { id } = row;
    this.#transaction(() => void this.#deleteChunks(id));
    return true;
  }

  /** Deletes some chunks of a document, and the document after the last one. @returns true when the document was deleted */
  #deleteChunks(document: RowId): boolean {
    const some = `SELECT id FROM chunks WHERE document = ? ORDER BY id LIMIT ${AT_ONCE}`;
    this.sql(`DELETE FROM words WHERE rowid IN (${some})`).run(document);
    const { changes } = this.sql(`DELETE FROM chunks WHERE id IN (${some})`).run(document);
    if (Number(changes) === AT_ONCE) return false;
    this.sql('DELETE FROM documents WHERE id = ?').run(document);
    return true;
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
