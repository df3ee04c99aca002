import { DeadLetters } from '../../azure/queues/dead-letters.ts';
import type { Storage } from '../../azure/storage/storage.ts';
import type { ApiResponse } from '../../http/response.ts';
import { LEDGER_TABLE } from '../../ingestion/ledger/table-ledger.ts';
import { CallHistory } from '../../tools/call-history.ts';
import { documentCounts, type QueueOfShard, queueBacklog, queueLabel } from '../backlog.ts';

/** Milliseconds for which an overview is reused: several open consoles cost no more storage requests than one. */
const CACHE_MS = 8_000;
/** Rows that are counted at most. */
const MAX_COUNTED = 1_000;

export interface OverviewServices {
  /** Opens the data storage. @throws TerminalError when a setting is missing */
  readonly openStorage: () => Storage;
  /** Queues that the app's triggers read. */
  readonly queues: readonly QueueOfShard[];
  /** Opens the account of a shard. */
  readonly shardStorage: (shard: number) => Storage;
  /** Names of the vector stores that sources fill. */
  readonly stores: readonly string[];
  /** States of the evaluation entries and the verdicts of their last runs. */
  readonly evaluations: () => Promise<
    readonly { readonly name: string; readonly state: string; readonly verdict?: string | undefined }[]
  >;
  readonly now: () => number;
}

/** Makes the handler of `GET /api/operations/overview`: what happened, what waits, and what failed. */
export function overview(services: OverviewServices): () => Promise<ApiResponse> {
  let cached: { readonly at: number; readonly response: Promise<ApiResponse> } | undefined;
  return () => {
    if (cached === undefined || services.now() - cached.at > CACHE_MS) {
      const response = read(services);
      cached = { at: services.now(), response };
      // A failure is not reused.
      response.catch(() => {
        cached = undefined;
      });
    }
    return cached.response;
  };
}

async function read({
  openStorage,
  shardStorage,
  queues,
  stores,
  evaluations,
  now,
}: OverviewServices): Promise<ApiResponse> {
  const storage = openStorage();
  const [waiting, deadLetters, documents, entries, hour, day] = await Promise.all([
    Promise.all(
      queues.map(async (one) => ({
        queue: queueLabel(one),
        backlog: await queueBacklog(shardStorage(one.shard).queue(one.queue)),
      })),
    ),
    new DeadLetters(storage).list({ limit: MAX_COUNTED }),
    Promise.all(stores.map((store) => documentCounts(storage.table(LEDGER_TABLE), store))),
    evaluations(),
    callsSince(now() - 3_600_000, storage),
    callsSince(now() - 86_400_000, storage),
  ]);
  return {
    status: 200,
    body: {
      now: new Date(now()).toISOString(),
      calls: { hour, day },
      waiting: waiting.flatMap(({ queue, backlog }) =>
        backlog === undefined
          ? []
          : [
              {
                queue,
                messages: backlog.count,
                oldestSeconds: Math.max(0, Math.round((now() - backlog.since.getTime()) / 1_000)),
              },
            ],
      ),
      deadLetters: deadLetters.items.length,
      documents: sum(documents),
      evaluations: {
        on: entries.filter(({ state }) => state === 'on').length,
        failing: entries.filter(({ verdict }) => verdict === 'failed').map(({ name }) => name),
        refused: entries.filter(({ state }) => state === 'refused').map(({ name }) => name),
      },
    },
  };
}

/** Counts deliveries since a time (milliseconds), and those that were not answered as asked. */
async function callsSince(from: number, storage: Storage) {
  const history = new CallHistory(storage, { content: false, log: { warn: () => undefined } });
  const { items } = await history.list({ from, limit: MAX_COUNTED });
  return { total: items.length, failed: items.filter(({ outcome }) => outcome !== 'done').length };
}

function sum(counts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const total: Record<string, number> = {};
  for (const [status, count] of counts.flatMap(Object.entries)) total[status] = (total[status] ?? 0) + count;
  return total;
}
