import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { sendMessage } from '../../shared/azure/storage/send-message.ts';
import { openStorage } from '../../shared/azure/storage/storage.ts';
import { BLOB_EVENTS_QUEUE } from '../../shared/ingestion/events/take-events.ts';
import { storageBlobs } from '../../shared/ingestion/service/blobs.ts';
import { changesBetween, type Snapshot } from './blob-changes.ts';

const EVERY_MS = 1_000;
const SENT_AT_ONCE = 16;

export interface WatchOptions {
  /** Connection string of Azurite. */
  readonly storage: string;
  readonly blobEndpoint: string;
  readonly containers: readonly string[];
  /** Where what was seen is kept, so that what changes while nobody watches is noticed afterwards; nowhere for tests. */
  readonly memory?: string;
}

/**
 * Stands where Event Grid stands on Azure: looks at containers of Azurite, which tells nobody of its blobs, and puts on the queue what
 * Event Grid would. Returns a function that ends it.
 */
export function watchBlobs({ storage, blobEndpoint, containers, memory }: WatchOptions): () => Promise<void> {
  const account = openStorage({ connectionString: storage });
  const blobs = storageBlobs(account);
  const abort = new AbortController();
  let seen: Snapshot = memory === undefined ? {} : remembered(memory);

  const look = async () => {
    const found: Record<string, string> = {};
    for (const container of containers) {
      for await (const { path, etag } of blobs.list({ container, prefix: '' })) found[path] = etag;
    }
    const events = changesBetween(seen, found, blobEndpoint, new Date());
    for (let from = 0; from < events.length && !abort.signal.aborted; from += SENT_AT_ONCE) {
      const some = events.slice(from, from + SENT_AT_ONCE);
      await Promise.all(some.map((event) => sendMessage(account.queue(BLOB_EVENTS_QUEUE), JSON.stringify(event))));
    }
    if (events.length === 0 || abort.signal.aborted) return;
    seen = found;
    if (memory !== undefined) remember(memory, found);
  };

  const watching = (async () => {
    while (!abort.signal.aborted) {
      // Azurite may be busy, or on its way down: the next look sees the same.
      await look().catch(() => undefined);
      await sleep(EVERY_MS, undefined, { signal: abort.signal }).catch(() => undefined);
    }
  })();
  return async () => {
    abort.abort();
    await watching;
  };
}

function remembered(file: string): Snapshot {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return {};
  }
}

function remember(file: string, snapshot: Snapshot): void {
  writeFileSync(`${file}.new`, JSON.stringify(snapshot));
  renameSync(`${file}.new`, file);
}
