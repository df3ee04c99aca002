import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { sendMessage } from '../../shared/azure/storage/send-message.ts';
import { openStorage } from '../../shared/azure/storage/storage.ts';
import { BLOB_EVENTS_QUEUE } from '../../shared/ingestion/events/take-events.ts';
import { storageBlobs } from '../../shared/ingestion/service/blobs.ts';
import { changesBetween, type Snapshot } from './blob-changes.ts';

const POLL_INTERVAL_MS = 1_000;
const CONCURRENT_SENDS = 16;

export interface WatchOptions {
  /** Connection string of Azurite. */
  readonly storage: string;
  readonly blobEndpoint: string;
  readonly containers: readonly string[];
  /** File that keeps the last snapshot, so that changes made while the platform is stopped are noticed at the next start; none for tests. */
  readonly memory?: string;
}

export interface BlobWatcher {
  /** Watches these containers from now on, and no others. */
  watch(containers: readonly string[]): void;
  stop(): Promise<void>;
}

/**
 * Takes the place of Event Grid, which Azurite does not have: polls containers and puts an event on the queue for each blob that was written or
 * deleted.
 */
export function watchBlobs({ storage, blobEndpoint, containers, memory }: WatchOptions): BlobWatcher {
  const account = openStorage({ connectionString: storage });
  const blobs = storageBlobs(account);
  const abort = new AbortController();
  let watched = containers;
  let seen: Snapshot = memory === undefined ? {} : readSnapshot(memory);

  const poll = async () => {
    const found: Record<string, string> = {};
    const current = watched;
    for (const container of current) {
      for await (const { path, etag } of blobs.list({ container, prefix: '' })) found[path] = etag;
    }
    // A container that is no longer watched has not lost its blobs.
    const before = Object.fromEntries(Object.entries(seen).filter(([path]) => current.includes(containerOf(path))));
    const events = changesBetween(before, found, blobEndpoint, new Date());
    for (let from = 0; from < events.length && !abort.signal.aborted; from += CONCURRENT_SENDS) {
      const some = events.slice(from, from + CONCURRENT_SENDS);
      await Promise.all(some.map((event) => sendMessage(account.queue(BLOB_EVENTS_QUEUE), JSON.stringify(event))));
    }
    if (events.length === 0 || abort.signal.aborted) return;
    seen = found;
    if (memory !== undefined) writeSnapshot(memory, found);
  };

  const watching = (async () => {
    while (!abort.signal.aborted) {
      // Azurite may be busy or about to stop; the next poll sees the same changes.
      await poll().catch(() => undefined);
      await sleep(POLL_INTERVAL_MS, undefined, { signal: abort.signal }).catch(() => undefined);
    }
  })();
  return {
    watch: (next) => {
      watched = next;
    },
    stop: async () => {
      abort.abort();
      await watching;
    },
  };
}

const containerOf = (path: string): string => path.slice(0, path.indexOf('/'));

function readSnapshot(file: string): Snapshot {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Snapshot;
  } catch {
    return {};
  }
}

function writeSnapshot(file: string, snapshot: Snapshot): void {
  writeFileSync(`${file}.new`, JSON.stringify(snapshot));
  renameSync(`${file}.new`, file);
}
