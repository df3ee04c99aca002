import { createHash } from 'node:crypto';
import type { TableClient } from '@azure/data-tables';
import { isMissingParent } from './storage-errors.ts';
import type { ListPage, Row } from './table-rows.ts';

/**
 * Partitions over which the rows of one kind are spread. Azure serves 2,000 rows a second from one partition, so that 16 take 32,000
 * (Azure Storage "Scalability and performance targets for Table storage"). Changing the number moves rows: old ones would not be found.
 */
export const TABLE_BUCKETS = 16;

/** Names of all buckets: `00` to `15`. */
export const BUCKETS: readonly string[] = Array.from({ length: TABLE_BUCKETS }, (_, at) => bucketAt(at));

/** Returns the bucket of a key: the same in every process and version. */
export function bucketOf(key: string): string {
  return bucketAt(createHash('sha256').update(key).digest().readUInt32BE(0));
}

/** Returns the bucket with a number; numbers from 16 on begin again with the first. */
export function bucketAt(number: number): string {
  return String(number % TABLE_BUCKETS).padStart(2, '0');
}

/** Rows that the first request of a bucket reads, at least. */
const MIN_FIRST_ROWS = 8;
/** Source: Azure Tables "Query timeout and pagination". */
const MAX_ROWS_PER_REQUEST = 1_000;

/**
 * Returns the first `limit` rows of several partitions in the order of their row keys. Reads about twice as many rows as the page holds,
 * however many there are. A row key that is found twice is listed once, from the earlier filter.
 * @param filters one for each partition, or for each range of partitions in which row keys ascend
 */
export async function listMerged<T>(
  table: TableClient,
  filters: readonly string[],
  limit: number,
  read: (row: Row) => T,
): Promise<ListPage<T>> {
  const pageSize = Math.min(
    MAX_ROWS_PER_REQUEST,
    Math.max(MIN_FIRST_ROWS, Math.ceil((2 * (limit + 1)) / filters.length)),
  );
  const streams = filters.map((filter) => rowsInPages(table, filter, pageSize));
  const heads = await Promise.all(streams.map((stream) => stream.next()));
  const items: T[] = [];
  let last: string | undefined;
  for (;;) {
    const first = smallest(heads);
    if (first === undefined) return { items };
    const row = heads[first]?.value as Row;
    const key = String(row.rowKey);
    if (key !== last) {
      if (items.length === limit) return { items, ...(last === undefined ? {} : { next: last }) };
      items.push(read(row));
      last = key;
    }
    heads[first] = (await streams[first]?.next()) ?? { done: true, value: undefined };
  }
}

function smallest(heads: readonly IteratorResult<Row, void>[]): number | undefined {
  let found: { readonly at: number; readonly key: string } | undefined;
  for (const [at, head] of heads.entries()) {
    if (head.done) continue;
    const key = String(head.value.rowKey);
    if (found === undefined || key < found.key) found = { at, key };
  }
  return found?.at;
}

async function* rowsInPages(table: TableClient, filter: string, maxPageSize: number): AsyncGenerator<Row, void> {
  try {
    const pages = table.listEntities<Record<string, unknown>>({ queryOptions: { filter } }).byPage({ maxPageSize });
    for await (const page of pages) yield* page;
  } catch (error) {
    if (!isMissingParent(error)) throw error;
  }
}
