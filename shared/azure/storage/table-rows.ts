import type { TableClient, TableEntityResult } from '@azure/data-tables';
import * as z from 'zod';
import { MAX_TABLE_TRANSACTION } from '../../core/limits.ts';
import { isMissingParent, isNotFound } from './storage-errors.ts';

export type Row = TableEntityResult<Record<string, unknown>>;

/**
 * The rows that a filter finds, in the table's order; none while there is no table yet.
 * @param select the only properties to be read, all without it
 */
export async function* rowsOf(table: TableClient, filter: string, select?: string[]): AsyncGenerator<Row, void> {
  const queryOptions = { filter, ...(select === undefined ? {} : { select }) };
  try {
    yield* table.listEntities<Record<string, unknown>>({ queryOptions });
  } catch (error) {
    if (!isMissingParent(error)) throw error;
  }
}

/** True when a filter finds a row. */
export async function hasRows(table: TableClient, filter: string): Promise<boolean> {
  const queryOptions = { filter, select: ['RowKey'] };
  try {
    for await (const page of table.listEntities({ queryOptions }).byPage({ maxPageSize: 1 })) {
      if (page.length > 0) return true;
    }
  } catch (error) {
    if (!isMissingParent(error)) throw error;
  }
  return false;
}

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

/** Deletes rows of one partition. Missing rows are ignored. */
export async function deleteRows(table: TableClient, partitionKey: string, rowKeys: readonly string[]): Promise<void> {
  for (let from = 0; from < rowKeys.length; from += MAX_TABLE_TRANSACTION) {
    const batch = rowKeys.slice(from, from + MAX_TABLE_TRANSACTION);
    try {
      await table.submitTransaction(batch.map((rowKey) => ['delete', { partitionKey, rowKey }]));
    } catch (error) {
      if (!isNotFound(error)) throw error;
      // A transaction deletes all rows or none: another process has deleted some of these.
      for (const rowKey of batch) await deleteRow(table, partitionKey, rowKey);
    }
  }
}

async function deleteRow(table: TableClient, partitionKey: string, rowKey: string): Promise<void> {
  try {
    await table.deleteEntity(partitionKey, rowKey);
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

const keys = z.object({ partitionKey: z.string(), rowKey: z.string() });

/**
 * Deletes the rows that a filter finds, and returns how many.
 * @param until milliseconds since 1970: stops about then, and leaves the rest for another time
 */
export async function deleteWhere(
  table: TableClient,
  filter: string,
  until = Number.POSITIVE_INFINITY,
): Promise<number> {
  const batches = new Map<string, string[]>();
  let deleted = 0;
  const remove = async (partition: string, rows: string[]) => {
    batches.delete(partition);
    await deleteRows(table, partition, rows);
    deleted += rows.length;
  };
  for await (const entity of rowsOf(table, filter, ['PartitionKey', 'RowKey'])) {
    if (Date.now() > until) break;
    const { partitionKey, rowKey } = keys.parse(entity);
    const rows = [...(batches.get(partitionKey) ?? []), rowKey];
    batches.set(partitionKey, rows);
    if (rows.length === MAX_TABLE_TRANSACTION) await remove(partitionKey, rows);
  }
  for (const [partition, rows] of [...batches]) await remove(partition, rows);
  return deleted;
}
