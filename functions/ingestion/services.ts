import { setTimeout as sleep } from 'node:timers/promises';
import type { InvocationContext } from '@azure/functions';
import config from '../../foundry.config.ts';
import { redactingLog } from '../../shared/core/logging/redacting-log.ts';
import { EntryPoster } from '../../shared/ingestion/ledger/post-entries.ts';
import { LEDGER_TABLE, TableLedger } from '../../shared/ingestion/ledger/table-ledger.ts';
import { Pacer } from '../../shared/ingestion/rate/pacer.ts';
import type { TurnServices } from '../../shared/ingestion/run-turn.ts';
import { storageBlobs } from '../../shared/ingestion/service/blobs.ts';
import type { VectorService } from '../../shared/ingestion/service/vector-service.ts';
import { storeTag } from '../../shared/ingestion/session/upload-name.ts';
import { sourceMap } from '../../shared/ingestion/sources/source-map.ts';
import { dataStorage } from '../data-storage.ts';
import { ingestionSettings } from './settings.ts';

/** Milliseconds of one turn: each begins with reading the ledger, and a function has ten minutes, uploads included. */
const TURN_MS = 240_000;

export const sources = sourceMap(config.ingestion);

/** Vector stores whose turns run in this process. */
export const listening = new Set<string>();

let shared: { readonly poster: EntryPoster; readonly uploads: Pacer } | undefined;
/** The pace of attaching to each vector store. */
const attaches = new Map<string, Pacer>();
let service: Promise<VectorService> | undefined;

/** Shared by all invocations of this process: writes of theirs go together, and they keep to one pace. */
export function sharedServices() {
  shared ??= {
    poster: new EntryPoster(dataStorage().table(LEDGER_TABLE)),
    uploads: new Pacer(ingestionSettings(process.env).uploads),
  };
  return { ...shared, table: dataStorage().table(LEDGER_TABLE) };
}

/** What a turn works with, and the invocation's own log. */
export async function turnServices(context: InvocationContext): Promise<TurnServices> {
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
    length: TURN_MS,
    listening,
    log: redactingLog(context, { about: context.invocationId }),
    now: Date.now,
    sleep: async (ms) => void (await sleep(Math.max(0, Math.min(ms, TURN_MS)))),
  };
}

function attachesOf(store: string): Pacer {
  const pacer = attaches.get(store) ?? new Pacer(ingestionSettings(process.env).attaches);
  attaches.set(store, pacer);
  return pacer;
}

/** The SDK is large: it is loaded with the first turn, and not with the app. */
async function openService(): Promise<VectorService> {
  const [{ openaiClient }, { openaiService }] = await Promise.all([
    import('../../shared/foundry/openai-client.ts'),
    import('../../shared/ingestion/service/openai-service.ts'),
  ]);
  return openaiService(await openaiClient(process.env));
}
