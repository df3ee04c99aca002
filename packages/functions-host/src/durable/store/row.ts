import type { SQLOutputValue } from 'node:sqlite';

/** A row of SQLite. The tables are STRICT, so each column has its declared type. */
export type Row = Record<string, SQLOutputValue>;

export function text(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw wrong(column, value);
  return value;
}

export function textOrNull(row: Row, column: string): string | null {
  return row[column] === null ? null : text(row, column);
}

export function integer(row: Row, column: string): number {
  const value = row[column];
  if (typeof value !== 'number') throw wrong(column, value);
  return value;
}

export function integerOrNull(row: Row, column: string): number | null {
  return row[column] === null ? null : integer(row, column);
}

function wrong(column: string, value: unknown): Error {
  return new Error(`The durable store is damaged: column ${column} holds ${value === null ? 'null' : typeof value}.`);
}
