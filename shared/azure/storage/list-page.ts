import type { TableClient } from '@azure/data-tables';
import { type Row, rowsOf } from './rows-of.ts';

export interface ListPage<T> {
  readonly items: readonly T[];
  /** The row key that the next page begins after; left out with the last page. */
  readonly next?: string;
}

/** The first `limit` rows that fit `filter`, in the table's order. None while there is no table yet. */
export async function listPage<T>(
  table: TableClient,
  filter: string,
  limit: number,
  read: (row: Row) => T,
): Promise<ListPage<T>> {
  const found: { readonly item: T; readonly key: string }[] = [];
  // One more than a page holds tells whether there is another page.
  for await (const row of rowsOf(table, filter)) {
    found.push({ item: read(row), key: String(row.rowKey) });
    if (found.length > limit) break;
  }
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page.map(({ item }) => item),
    ...(found.length > limit && last !== undefined ? { next: last.key } : {}),
  };
}
