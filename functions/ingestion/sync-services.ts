import { setTimeout as sleep } from 'node:timers/promises';
import type { InvocationContext } from '@azure/functions';
import config from '../../foundry.config.ts';
import { redactingLog } from '../../shared/core/logging/redacting-log.ts';
import { PendingEventWriter } from '../../shared/ingestion/ledger/pending-event-writer.ts';
import { LEDGER_TABLE, TableLedger } from '../../shared/ingestion/ledger/table-ledger.ts';
import { storageBlobs } from '../../shared/ingestion/service/blobs.ts';
import type { VectorStoreClient } from '../../shared/ingestion/service/vector-store-client.ts';
import { sourceMap } from '../../shared/ingestion/sources/source-map.ts';
import { AdaptiveRateLimiter } from '../../shared/ingestion/sync/adaptive-rate-limiter.ts';
import type { SyncServices } from '../../shared/ingestion/sync/run-sync-pass.ts';
import { storeTag } from '../../shared/ingestion/sync/upload-name.ts';
import { dataStorage } from '../data-storage.ts';
import { ingestionSettings } from './ingestion-settings.ts';

/** Milliseconds of one sync pass: it begins with reading the ledger, and a function may run for ten minutes, uploads included. */
const PASS_MS = 240_000;

export const sources = sourceMap(config.ingestion);

/** Vector stores whose sync pass runs in this process and reads new events. */
export const listening = new Set<string>();

let shared: { readonly poster: PendingEventWriter; readonly uploads: AdaptiveRateLimiter } | undefined;
/** The rate limiter for attaching files, by vector store. */
const attaches = new Map<string, AdaptiveRateLimiter>();
let service: Promise<VectorStoreClient> | undefined;

/** Shared by all invocations of this process: their writes are batched, and they share one rate limit. */
export function sharedServices() {
  shared ??= {
    poster: new PendingEventWriter(dataStorage().table(LEDGER_TABLE)),
    uploads: new AdaptiveRateLimiter(ingestionSettings(process.env).uploads),
  };
  return { ...shared, table: dataStorage().table(LEDGER_TABLE) };
}

/** Returns the dependencies of a sync pass, with the log of the invocation. */
export async function syncServices(context: InvocationContext): Promise<SyncServices> {
  service ??= openService();
  const storage = dataStorage();
  const { uploads, table } = sharedServices();
  return {
    sources,
    ledger: (store) => new TableLedger(table, store),
    blobs: storageBlobs(storage),
    service: await service,
    uploads,
    attachesOf,
    batches: ingestionSettings(process.env).batches,
    tagOf: (store) => storeTag(storage.queueEndpoint, store),
    length: PASS_MS,
    listening,
    log: redactingLog(context, { about: context.invocationId }),
    now: Date.now,
    sleep: async (ms) => void (await sleep(Math.max(0, Math.min(ms, PASS_MS)))),
  };
}

function attachesOf(store: string): AdaptiveRateLimiter {
  const limiter = attaches.get(store) ?? new AdaptiveRateLimiter(ingestionSettings(process.env).attaches);
  attaches.set(store, limiter);
  return limiter;
}

/** Loads the SDK with the first sync pass instead of at start-up: it is large. */
async function openService(): Promise<VectorStoreClient> {
  const [{ openaiClient }, { openaiVectorStore }] = await Promise.all([
    import('../../shared/foundry/openai-client.ts'),
    import('../../shared/ingestion/service/openai-vector-store.ts'),
  ]);
  return openaiVectorStore(await openaiClient(process.env));
}
