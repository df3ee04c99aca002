import type { TableClient } from '@azure/data-tables';
import * as z from 'zod';
import { createIfMissing } from '../../azure/storage/create-if-missing.ts';
import { isNotFound } from '../../azure/storage/storage-errors.ts';

const PARTITION = 'typical';
/** Weight of the newest duration against all before it. */
const WEIGHT = 0.3;

const row = z.object({ milliseconds: z.number().positive() });

/** Returns the usual duration of jobs of a type in milliseconds; undefined before the first one. */
export async function typicalDuration(table: TableClient, kind: string): Promise<number | undefined> {
  try {
    return row.parse(await table.getEntity(PARTITION, kind)).milliseconds;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** Learns from a job that has ended. Two at once may lose one lesson: it is only a hint. */
export async function recordDuration(table: TableClient, kind: string, milliseconds: number): Promise<void> {
  if (milliseconds <= 0) return;
  const known = await typicalDuration(table, kind);
  await createIfMissing(
    () => table.createTable(),
    () => table.upsertEntity({ partitionKey: PARTITION, rowKey: kind, milliseconds: blend(known, milliseconds) }),
  );
}

/** The mean of lengths that differ by factors is the mean of their logarithms. */
export function blend(known: number | undefined, latest: number): number {
  if (known === undefined) return latest;
  return Math.exp((1 - WEIGHT) * Math.log(known) + WEIGHT * Math.log(latest));
}
