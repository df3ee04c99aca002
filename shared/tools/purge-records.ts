import { odata, type TableClient, type TransactionAction } from '@azure/data-tables';
import { z } from 'zod';
import { MAX_TABLE_TRANSACTION } from '../limits.ts';
import type { Storage } from '../storage/storage.ts';
import { isMissingHome } from '../storage/storage-errors.ts';
import { CALLS_TABLE } from './call-ledger.ts';
import { ANSWERS_CONTAINER } from './fit-answer.ts';

/** What was deleted. */
export interface Purged {
  readonly records: number;
  readonly answers: number;
}

/** Deletes the records of calls and the long answers that are older than `before`: nothing can ask for them any more. */
export async function purgeRecords(storage: Storage, before: Date): Promise<Purged> {
  return {
    records: await nothingIfMissing(() => purgeCalls(storage.table(CALLS_TABLE), before)),
    answers: await nothingIfMissing(() => purgeAnswers(storage, before)),
  };
}

const keys = z.object({ partitionKey: z.string(), rowKey: z.string() });

async function purgeCalls(table: TableClient, before: Date): Promise<number> {
  const old = table.listEntities({
    queryOptions: { filter: odata`Timestamp lt ${before}`, select: ['PartitionKey', 'RowKey'] },
  });
  const batches = new Map<string, TransactionAction[]>();
  let deleted = 0;
  const remove = async (batch: TransactionAction[]) => {
    await table.submitTransaction(batch);
    deleted += batch.length;
  };
  for await (const entity of old) {
    const row = keys.parse(entity);
    const batch = batches.get(row.partitionKey) ?? [];
    batch.push(['delete', row]);
    const full = batch.length === MAX_TABLE_TRANSACTION;
    batches.set(row.partitionKey, full ? [] : batch);
    if (full) await remove(batch);
  }
  for (const batch of batches.values()) if (batch.length > 0) await remove(batch);
  return deleted;
}

async function purgeAnswers(storage: Storage, before: Date): Promise<number> {
  const container = await storage.container(ANSWERS_CONTAINER);
  let deleted = 0;
  for await (const blob of container.listBlobsFlat()) {
    if (blob.properties.lastModified >= before) continue;
    await container.deleteBlob(blob.name);
    deleted += 1;
  }
  return deleted;
}

async function nothingIfMissing(purge: () => Promise<number>): Promise<number> {
  try {
    return await purge();
  } catch (error) {
    if (isMissingHome(error)) return 0;
    throw error;
  }
}
