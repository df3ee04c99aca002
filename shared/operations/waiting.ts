import type { TableClient } from '@azure/data-tables';
import type { QueueClient } from '@azure/storage-queue';
import { rowsOf } from '../azure/storage/rows-of.ts';
import { isMissingHome } from '../azure/storage/storage-errors.ts';
import { keysFrom, partitionOf } from '../ingestion/ledger/table-rows.ts';

/** What waits somewhere, and since when the oldest of it does. */
export interface Waiting {
  readonly count: number;
  readonly since: Date;
}

/**
 * The oldest message of a queue that nobody has taken; undefined when there is none, or no queue. Only peeked at. `count` is the queue's own
 * estimate, which holds messages that are being worked on as well.
 */
export async function waitingMessages(queue: QueueClient): Promise<Waiting | undefined> {
  try {
    const [{ peekedMessageItems: first }, { approximateMessagesCount }] = await Promise.all([
      queue.peekMessages(),
      queue.getProperties(),
    ]);
    const since = first[0]?.insertedOn;
    return since === undefined ? undefined : { count: Math.max(approximateMessagesCount ?? 0, 1), since };
  } catch (error) {
    if (isMissingHome(error)) return undefined;
    throw error;
  }
}

/** The blobs of a vector store that are not searchable yet, and since when the oldest of them is as it is. */
export async function waitingBlobs(ledger: TableClient, store: string): Promise<Waiting | undefined> {
  const filter = `${keysFrom(partitionOf(store), 'blob!')} and (status eq 'pending' or status eq 'uploaded')`;
  let [count, oldest] = [0, Number.POSITIVE_INFINITY];
  for await (const { changedAt } of rowsOf(ledger, filter, ['changedAt'])) {
    count++;
    if (typeof changedAt === 'number') oldest = Math.min(oldest, changedAt);
  }
  return Number.isFinite(oldest) ? { count, since: new Date(oldest) } : undefined;
}
