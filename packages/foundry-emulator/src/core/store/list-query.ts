import type { SQLInputValue } from 'node:sqlite';
import type { IndexValue, ListOptions } from './store.ts';

/** Start or end of a listing: the object's number, and its value where the order is by an index. */
export interface Position {
  readonly seq: number;
  readonly value: SQLInputValue;
}

export interface ListQuery {
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
}

interface QueryParts extends Pick<ListOptions, 'where' | 'by'> {
  readonly collection: number;
  readonly ascending: boolean;
  /** Both ends are left out of what is found. */
  readonly from?: Position | undefined;
  readonly to?: Position | undefined;
  readonly limit?: number | undefined;
  readonly count?: boolean;
}

/**
 * SQL for a list. The first condition, or the index of the order, leads the way and all else is looked up by number, so
 * that a page costs the same wherever it begins.
 */
export function listQuery({ collection, where, by, ascending, from, to, limit, count }: QueryParts): ListQuery {
  const values: SQLInputValue[] = [];
  const value = (given: SQLInputValue) => {
    values.push(given);
    return '?';
  };
  const conditions = Object.entries(where ?? {}).filter(([, wanted]) => wanted !== undefined);
  const tables: string[] = [];
  const join = (alias: string, text: string) =>
    tables.push(tables.length === 0 ? text : `JOIN ${text} ON ${alias}.seq = ${lead}.seq`);
  const lead = by !== undefined ? 's' : conditions.length > 0 ? 'w0' : 'o';
  if (by !== undefined) join('s', 'entries s');
  for (const index of conditions.keys()) join(`w${index}`, `entries w${index}`);
  join('o', 'objects o');

  const tests = [`${lead}.collection = ${value(collection)}`];
  if (by !== undefined) tests.push(`s.name = ${value(by)}`);
  conditions.forEach(([name, wanted], index) => {
    tests.push(`w${index}.collection = ${value(collection)}`, `w${index}.name = ${value(name)}`);
    tests.push(`w${index}.value = ${value(toSql(wanted))}`);
  });
  const beyond = (position: Position, sign: '>' | '<') =>
    by === undefined
      ? `${lead}.seq ${sign} ${value(position.seq)}`
      : `(s.value, s.seq) ${sign} (${value(position.value)}, ${value(position.seq)})`;
  if (from) tests.push(beyond(from, ascending ? '>' : '<'));
  if (to) tests.push(beyond(to, ascending ? '<' : '>'));

  const rest = `FROM ${tables.join(' ')} WHERE ${tests.join(' AND ')}`;
  if (count) return { sql: `SELECT count(*) AS count ${rest}`, values };
  const direction = ascending ? 'ASC' : 'DESC';
  const order = by === undefined ? `${lead}.seq ${direction}` : `s.value ${direction}, s.seq ${direction}`;
  const end = limit === undefined ? '' : ` LIMIT ${value(limit)}`;
  return { sql: `SELECT o.seq, o.body ${rest} ORDER BY ${order}${end}`, values };
}

/** Booleans are kept as 0 and 1; an object without the value is not found by any. */
export function toSql(value: IndexValue): SQLInputValue {
  if (value === undefined) return null;
  return typeof value === 'boolean' ? Number(value) : value;
}
