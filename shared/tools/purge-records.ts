import { odata } from '@azure/data-tables';
import type { Storage } from '../azure/storage/storage.ts';
import { isMissingParent } from '../azure/storage/storage-errors.ts';
import { deleteWhere } from '../azure/storage/table-rows.ts';
import { CallHistory } from './call-history.ts';
import { CALLS_TABLE } from './call-ledger.ts';
import { ANSWERS_CONTAINER } from './fit-answer.ts';

/** Numbers of deleted rows and blobs. */
interface Purged {
  readonly records: number;
  readonly deliveries: number;
  readonly answers: number;
}

/**
 * Deletes the records, the history and the long answers of calls that are older than `before`: no duplicate can ask for them any more.
 * @param storage holds the history, the answers, and records
 * @param shards further accounts with records
 */
export async function purgeRecords(storage: Storage, before: Date, shards: readonly Storage[] = []): Promise<Purged> {
  let records = 0;
  for (const account of [storage, ...shards])
    records += await deleteWhere(account.table(CALLS_TABLE), odata`Timestamp lt ${before}`);
  const history = new CallHistory(storage, { content: false, log: { warn: () => {} } });
  return {
    records,
    deliveries: await history.purge(before),
    answers: await purgeAnswers(storage, before),
  };
}

async function purgeAnswers(storage: Storage, before: Date): Promise<number> {
  const container = await storage.container(ANSWERS_CONTAINER);
  let deleted = 0;
  try {
    for await (const blob of container.listBlobsFlat()) {
      if (blob.properties.lastModified >= before) continue;
      await container.deleteBlob(blob.name);
      deleted += 1;
    }
  } catch (error) {
    if (!isMissingParent(error)) throw error;
  }
  return deleted;
}
