import { odata } from '@azure/data-tables';
import { deleteWhere } from '../azure/storage/delete-rows.ts';
import type { Storage } from '../azure/storage/storage.ts';
import { isMissingParent } from '../azure/storage/storage-errors.ts';
import { CALLS_TABLE } from './call-ledger.ts';
import { ANSWERS_CONTAINER } from './fit-answer.ts';

/** What was deleted. */
interface Purged {
  readonly records: number;
  readonly answers: number;
}

/** Deletes the records of calls and the long answers that are older than `before`: nothing can ask for them any more. */
export async function purgeRecords(storage: Storage, before: Date): Promise<Purged> {
  return {
    records: await deleteWhere(storage.table(CALLS_TABLE), odata`Timestamp lt ${before}`),
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
