import type { Storage } from '../azure/storage/storage.ts';
import { backlogOf, queueWaits } from '../azure/telemetry/waiting-telemetry.ts';
import { messageOf } from '../core/errors.ts';
import { LEDGER_TABLE } from '../ingestion/ledger/table-ledger.ts';
import { type Waiting, waitingBlobs, waitingMessages } from './waiting.ts';

/** Seconds that something may wait before the log tells of it. */
const WORTH_TELLING_S = 30;

export interface Watched {
  readonly storage: Storage;
  readonly queues: readonly string[];
  /** Names of the vector stores that sources fill. */
  readonly stores: readonly string[];
  readonly log: { info(line: string): void; warn(line: string): void };
  readonly now: () => number;
}

/**
 * Measures how long the oldest message of each queue, and the oldest blob of each vector store, has been waiting: what nobody has taken shows
 * in no other number. The log says so as well, and the alerts read it there. One that cannot be looked at does not hide the others.
 */
export async function watchWaiting({ storage, queues, stores, log, now }: Watched): Promise<void> {
  const look = async (what: string, find: () => Promise<Waiting | undefined>, note: (seconds: number) => void) => {
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
    ...queues.map((name) =>
      look(
        `Queue ${name}`,
        () => waitingMessages(storage.queue(name)),
        (seconds) => queueWaits(name, seconds),
      ),
    ),
    ...stores.map((store) =>
      look(
        `Vector store ${store}`,
        () => waitingBlobs(storage.table(LEDGER_TABLE), store),
        (seconds) => backlogOf(store, seconds),
      ),
    ),
  ]);
}
