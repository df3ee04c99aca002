import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { type ListQuery, listQuery, type Position, toSql } from './list-query.ts';
import {
  type Collection,
  type CollectionDefinition,
  type ListOptions,
  type Slice,
  type Store,
  UnknownCursor,
  Upserted,
} from './store.ts';

/** Deleted objects whose place is remembered, so that a walk that deletes as it goes finds its way on. */
const DEPARTED_KEPT = 10_000;

/** Objects read at a time by `all`. */
const READ_AHEAD = 500;

/** A collection in SQLite: bodies as JSON, numbered in the order in which they were made. */
export class SqliteCollection<T extends object> implements Collection<T> {
  readonly #store: Store;
  readonly #db: DatabaseSync;
  readonly #id: number;
  readonly #definition: CollectionDefinition<T>;
  readonly #statements = new Map<string, StatementSync>();

  constructor(store: Store, db: DatabaseSync, id: number, definition: CollectionDefinition<T>) {
    this.#store = store;
    this.#db = db;
    this.#id = id;
    this.#definition = definition;
  }

  keyOf(object: T): string {
    return this.#definition.key(object);
  }

  get(key: string): T | undefined {
    const row = this.#sql('SELECT body FROM objects WHERE collection = ? AND key = ?').get(this.#id, key);
    return row === undefined ? undefined : parse<T>(row);
  }

  put(object: T): Upserted<T> {
    const key = this.#definition.key(object);
    return this.#store.transaction(() => {
      const row = this.#sql('SELECT seq, body FROM objects WHERE collection = ? AND key = ?').get(this.#id, key);
      const body = JSON.stringify(object);
      if (row === undefined) {
        const { lastInsertRowid } = this.#sql('INSERT INTO objects (collection, key, body) VALUES (?, ?, ?)').run(
          this.#id,
          key,
          body,
        );
        this.#index(Number(lastInsertRowid), object);
      } else if (row.body !== body) {
        this.#sql('UPDATE objects SET body = ? WHERE seq = ?').run(body, Number(row.seq));
        this.#reindex(Number(row.seq), parse<T>(row), object);
      }
      return new Upserted(object, row === undefined);
    });
  }

  delete(key: string): boolean {
    return this.#store.transaction(() => {
      const row = this.#sql('SELECT seq, body FROM objects WHERE collection = ? AND key = ?').get(this.#id, key);
      if (row === undefined) return false;
      const seq = Number(row.seq);
      this.#unindex(seq, parse<T>(row));
      this.#sql('DELETE FROM objects WHERE seq = ?').run(seq);
      this.#sql('INSERT OR REPLACE INTO departed (collection, key, seq) VALUES (?, ?, ?)').run(this.#id, key, seq);
      this.#sql('DELETE FROM departed WHERE rowid <= last_insert_rowid() - ?').run(DEPARTED_KEPT);
      return true;
    });
  }

  list({ where, by, order = 'asc', after, before, limit }: ListOptions = {}): Slice<T> {
    const backward = before !== undefined && after === undefined;
    const rows = this.#rows(
      listQuery({
        collection: this.#id,
        where,
        by,
        ascending: (order === 'asc') !== backward,
        from: this.#position(backward ? before : after, by),
        to: backward ? undefined : this.#position(before, by),
        limit: limit === undefined ? undefined : limit + 1,
      }),
    );
    const more = limit !== undefined && rows.length > limit;
    const objects = (more ? rows.slice(0, limit) : rows).map(parse<T>);
    return { objects: backward ? objects.reverse() : objects, more };
  }

  *all({ where, by, order = 'asc' }: Pick<ListOptions, 'where' | 'by' | 'order'> = {}): Generator<T> {
    let after: string | undefined;
    let slice: Slice<T>;
    do {
      slice = this.list({ where, by, order, after, limit: READ_AHEAD });
      yield* slice.objects;
      const last = slice.objects.at(-1);
      after = last && this.#definition.key(last);
    } while (slice.more);
  }

  count(where?: ListOptions['where']): number {
    const { sql, values } = listQuery({ collection: this.#id, where, ascending: true, count: true });
    return Number(this.#sql(sql).get(...values)?.count);
  }

  #position(key: string | undefined, by: string | undefined): Position | undefined {
    if (key === undefined) return undefined;
    const row = this.#sql('SELECT seq, body FROM objects WHERE collection = ? AND key = ?').get(this.#id, key);
    if (row !== undefined) {
      const value = by === undefined ? undefined : this.#definition.indexes?.[by]?.(parse<T>(row));
      return { seq: Number(row.seq), value: toSql(value) };
    }
    const left = this.#sql('SELECT seq FROM departed WHERE collection = ? AND key = ?').get(this.#id, key);
    if (left === undefined || by !== undefined) throw new UnknownCursor(key);
    return { seq: Number(left.seq), value: null };
  }

  #index(seq: number, object: T): void {
    for (const [name, value] of this.#entries(object)) {
      this.#sql('INSERT INTO entries (collection, name, value, seq) VALUES (?, ?, ?, ?)').run(
        this.#id,
        name,
        value,
        seq,
      );
    }
  }

  #unindex(seq: number, object: T): void {
    for (const [name, value] of this.#entries(object)) {
      this.#sql('DELETE FROM entries WHERE collection = ? AND name = ? AND value = ? AND seq = ?').run(
        this.#id,
        name,
        value,
        seq,
      );
    }
  }

  /** Most changes leave the indexed values as they are; those are not written again. */
  #reindex(seq: number, before: T, after: T): void {
    if (JSON.stringify(this.#entries(before)) === JSON.stringify(this.#entries(after))) return;
    this.#unindex(seq, before);
    this.#index(seq, after);
  }

  #entries(object: T): [string, SQLInputValue][] {
    const all = Object.entries(this.#definition.indexes ?? {}).map(
      ([name, value]) => [name, toSql(value(object))] as const,
    );
    return all.filter(([, value]) => value !== null).map(([name, value]) => [name, value]);
  }

  #rows({ sql, values }: ListQuery): Record<string, unknown>[] {
    return this.#sql(sql).all(...values);
  }

  #sql(text: string): StatementSync {
    const known = this.#statements.get(text);
    if (known !== undefined) return known;
    const statement = this.#db.prepare(text);
    this.#statements.set(text, statement);
    return statement;
  }
}

const parse = <T>(row: Record<string, unknown>): T => JSON.parse(`${row.body}`) as T;
