import type { TableClient } from '@azure/data-tables';
import type { QueueClient } from '@azure/storage-queue';
import { shardNumbers } from '../azure/storage/shards.ts';
import type { Storage } from '../azure/storage/storage.ts';
import { isMissingParent } from '../azure/storage/storage-errors.ts';
import { rowsOf } from '../azure/storage/table-rows.ts';
import { recordBacklogAge, recordQueueAge } from '../azure/telemetry/waiting-telemetry.ts';
import { messageOf } from '../core/errors.ts';
import { LEDGER_TABLE } from '../ingestion/ledger/table-ledger.ts';
import { keysFrom, partitionOf } from '../ingestion/ledger/table-rows.ts';
import type { AgentTool } from '../tools/agent-tool.ts';
import { TRIGGER_QUEUES } from './trigger-queues.ts';

/** Number of waiting items, and the time since which the oldest waits. */
interface Backlog {
  readonly count: number;
  readonly since: Date;
}

/**
 * Peeks at the oldest visible message of a queue. Undefined for an empty or missing queue. `count` is the queue's estimate, which includes
 * messages in progress.
 */
export async function queueBacklog(queue: QueueClient): Promise<Backlog | undefined> {
  try {
    const [{ peekedMessageItems: first }, { approximateMessagesCount }] = await Promise.all([
      queue.peekMessages(),
      queue.getProperties(),
    ]);
    const since = first[0]?.insertedOn;
    return since === undefined ? undefined : { count: Math.max(approximateMessagesCount ?? 0, 1), since };
  } catch (error) {
    if (isMissingParent(error)) return undefined;
    throw error;
  }
}

/** Counts the blobs of a vector store that are not searchable yet, and returns the time of the oldest change. */
async function storeBacklog(ledger: TableClient, store: string): Promise<Backlog | undefined> {
  const filter = `${keysFrom(partitionOf(store), 'blob!')} and (status eq 'pending' or status eq 'uploaded')`;
  let [count, oldest] = [0, Number.POSITIVE_INFINITY];
  for await (const { changedAt } of rowsOf(ledger, filter, ['changedAt'])) {
    count++;
    if (typeof changedAt === 'number') oldest = Math.min(oldest, changedAt);
  }
  return Number.isFinite(oldest) ? { count, since: new Date(oldest) } : undefined;
}

/** Blobs of one vector store that {@link documentCounts} counts at most. */
const MAX_COUNTED = 20_000;

/** Counts the blobs of a vector store by status, the first 20,000 of them. */
export async function documentCounts(ledger: TableClient, store: string): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  let total = 0;
  for await (const { status } of rowsOf(ledger, keysFrom(partitionOf(store), 'blob!'), ['status'])) {
    if (typeof status === 'string') counts[status] = (counts[status] ?? 0) + 1;
    if (++total >= MAX_COUNTED) break;
  }
  return counts;
}

/** Seconds of waiting after which the log reports it. */
const WORTH_TELLING_S = 30;

/** A queue and the account that holds it. */
export interface QueueOfShard {
  readonly queue: string;
  readonly shard: number;
}

/** Returns every queue that the app's triggers read: those of the tools on every shard, the others in the data account. */
export function triggeredQueues(
  tools: readonly Pick<AgentTool, 'queues'>[],
  readShards: number,
): readonly QueueOfShard[] {
  return [
    ...shardNumbers(readShards).flatMap((shard) => tools.map(({ queues }) => ({ queue: queues.input, shard }))),
    ...TRIGGER_QUEUES.map(({ name }) => ({ queue: name, shard: 0 })),
  ];
}

/** Returns the name of a queue for operators; that of another account than the data account names its shard. */
export const queueLabel = ({ queue, shard }: QueueOfShard): string =>
  shard === 0 ? queue : `${queue} (shard ${shard})`;

interface BacklogServices {
  readonly storage: Storage;
  readonly queues: readonly QueueOfShard[];
  /** Opens the account of a shard. */
  readonly shardStorage?: (shard: number) => Storage;
  /** Names of the vector stores of the sources. */
  readonly stores: readonly string[];
  readonly log: { info(line: string): void; warn(line: string): void };
  readonly now: () => number;
}

/**
 * Measures how long the oldest message of each queue, and the oldest blob of each vector store, has been waiting: no
 * other metric shows unprocessed items. The log reports it as well, for the alerts. A queue that cannot be read does not hide the others.
 */
export async function measureBacklogs(services: BacklogServices): Promise<void> {
  const { storage, queues, stores, log, now, shardStorage = () => storage } = services;
  const look = async (what: string, find: () => Promise<Backlog | undefined>, note: (seconds: number) => void) => {
    try {
      const found = await find();
      const seconds = found === undefined ? 0 : Math.max(0, Math.round((now() - found.since.getTime()) / 1000));
      note(seconds);
      if (found !== undefined && seconds >= WORTH_TELLING_S)
        log.info(`${what}: ${found.count} waiting, the oldest for ${seconds} s.`);
    } catch (error) {
      log.warn(`${what} could not be looked at: ${messageOf(error)}`);
    }
  };
  await Promise.all([
    ...queues.map((one) =>
      look(
        `Queue ${queueLabel(one)}`,
        () => queueBacklog(shardStorage(one.shard).queue(one.queue)),
        (seconds) => recordQueueAge(queueLabel(one), seconds),
      ),
    ),
    ...stores.map((store) =>
      look(
        `Vector store ${store}`,
        () => storeBacklog(storage.table(LEDGER_TABLE), store),
        (seconds) => recordBacklogAge(store, seconds),
      ),
    ),
  ]);
}
