import { odata, type TableClient } from '@azure/data-tables';
import * as z from 'zod';
import { createIfMissing } from '../../azure/storage/create-if-missing.ts';
import { rowsOf } from '../../azure/storage/table-rows.ts';
import { storageKey } from '../../core/hash.ts';
import { closestSource } from '../sources/closest-source.ts';
import type { SourceMap } from '../sources/source-map.ts';

/** Partition of the ledger's table with blobs that no source matches: one row for each container, glob and difference. */
const PARTITION = '!unmatched';
const MAX_LISTED = 100;

/** Milliseconds for which the same kind of mismatch is not written again by this process. */
const REPEAT_MS = 600_000;
const recorded = new Map<string, number>();

const row = z.object({
  path: z.string(),
  source: z.string(),
  glob: z.string(),
  difference: z.string(),
  seenAt: z.date(),
});

/** A blob that no source matches, seen last, and the glob that it fits best. */
export type UnmatchedBlob = z.infer<typeof row>;

/** Records that no source matches a blob, and why. */
export async function recordUnmatched(
  path: string,
  { sources, table, now }: { readonly sources: SourceMap; readonly table: TableClient; readonly now: () => number },
): Promise<void> {
  const closest = closestSource(path, sources.sources);
  if (closest === undefined) return;
  const key = storageKey(JSON.stringify([path.split('/', 1)[0], closest.glob, closest.difference]));
  const last = recorded.get(key);
  if (last !== undefined && now() - last < REPEAT_MS) return;
  const entity = {
    partitionKey: PARTITION,
    rowKey: key,
    path: path.slice(0, 2_000),
    ...closest,
    seenAt: new Date(now()),
  };
  await createIfMissing(
    () => table.createTable(),
    () => table.upsertEntity(entity, 'Replace'),
  );
  recorded.set(key, now());
}

/** Lists blobs that no source matches, the last seen first. */
export async function unmatchedBlobs(table: TableClient): Promise<readonly UnmatchedBlob[]> {
  const found: UnmatchedBlob[] = [];
  for await (const entity of rowsOf(table, odata`PartitionKey eq ${PARTITION}`)) {
    found.push(row.parse(entity));
    if (found.length === MAX_LISTED) break;
  }
  return found.toSorted((a, b) => b.seenAt.getTime() - a.seenAt.getTime());
}
