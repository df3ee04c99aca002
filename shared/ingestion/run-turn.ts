import { asRetryable } from '../azure/storage/storage-errors.ts';
import { messageOf, RetryableError, TerminalError } from '../core/errors.ts';
import { explainServiceError } from '../foundry/service-error.ts';
import type { Log } from '../jobs/contract/job-context.ts';
import { StoreGone } from './batches/batcher.ts';
import { type Ledger, TakenOver } from './ledger/ledger-port.ts';
import { lost } from './ledger/next-row.ts';
import { StoreLedger } from './ledger/store-ledger.ts';
import type { Pacer } from './rate/pacer.ts';
import type { Blobs } from './service/blobs.ts';
import type { VectorService } from './service/vector-service.ts';
import { Turn } from './session/turn.ts';
import type { BatchSettings } from './session/turn-tools.ts';
import type { SourceMap } from './sources/source-map.ts';

/** What a turn says when it has ended. */
export type TurnAnswer =
  /** Milliseconds until there is something to do; null when nothing is known of. */
  | { readonly kind: 'worked'; readonly wait: number | null }
  | { readonly kind: 'later'; readonly why: string; readonly wait: number }
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'broke'; readonly why: string };

export interface TurnServices {
  readonly sources: SourceMap;
  readonly ledger: (store: string) => Ledger;
  readonly blobs: Blobs;
  readonly service: VectorService;
  readonly uploads: Pacer;
  /** The pace of attaching to a vector store: each has its own. */
  readonly attachesOf: (store: string) => Pacer;
  readonly batches: BatchSettings;
  /** The tag in the names of our uploads for a vector store. */
  readonly tagOf: (store: string) => string;
  /** Milliseconds one turn lasts at most, apart from the uploads under way then. */
  readonly length: number;
  /** Names of the vector stores whose turns in this process read their inboxes on: nobody needs to be woken for them. */
  readonly listening: Set<string>;
  readonly log: Log;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

/** Takes one turn at a vector store. What may pass is the answer `later`, what will not `refused`; only a mistake of ours is thrown. */
export async function runTurn(store: string, services: TurnServices): Promise<TurnAnswer> {
  const { log } = services;
  try {
    return await takeTurn(store, services);
  } catch (thrown) {
    if (thrown instanceof TakenOver) return { kind: 'later', why: thrown.message, wait: 1_000 };
    const error = explainServiceError(asRetryable(thrown), `The turn at ${store}`);
    if (error instanceof RetryableError) {
      log.warn(`${store}: ${error.message}`);
      return { kind: 'later', why: error.message, wait: error.retryAfter };
    }
    if (!(error instanceof TerminalError)) throw error;
    log.error(`${store}: ${error.message}`);
    return { kind: 'refused', why: messageOf(error) };
  }
}

async function takeTurn(store: string, services: TurnServices): Promise<TurnAnswer> {
  const { sources, service, attachesOf, tagOf, length, listening, log, now } = services;
  const begun = now();
  const table = services.ledger(store);
  const { runner, loaded } = await table.take(begun);
  const ledger = new StoreLedger(table, runner, loaded);
  await noteSources(store, table, ledger, services);
  const storeId = runner.storeId ?? (await findStore(store, services, ledger));
  const listen = (is: boolean) => void (is ? listening.add(store) : listening.delete(store));
  const attaches = attachesOf(store);
  const turn = new Turn({ ...services, attaches, store, storeId, tag: tagOf(store), ledger, listen }, (most) =>
    table.inbox(most),
  );
  try {
    const { wait, settled } = await turn.run(begun + length);
    const { busySince, ...rest } = ledger.runner;
    const minutes = Math.max(now() - begun, 1) / 60_000;
    ledger.runner = settled === 0 ? rest : { ...rest, perMinute: Math.round(settled / minutes) };
    await ledger.flush();
    if (settled > 0) log.info(`${store}: ${settled} blobs were settled, ${ledger.pending.size} are waiting.`);
    return { kind: 'worked', wait: Number.isFinite(wait) ? wait : null };
  } catch (error) {
    if (error instanceof StoreGone || (await isGone(error, storeId, service)))
      return startAfresh(store, ledger, services);
    throw error;
  } finally {
    if (sources.ofStore(store).length === 0) log.warn(`${store}: no source of foundry.config.ts fills it any more.`);
  }
}

/** Notes the sources of the vector store's blobs where that has changed: those of sources that left foundry.config.ts can be found then. */
async function noteSources(
  store: string,
  table: Ledger,
  ledger: StoreLedger,
  { sources }: TurnServices,
): Promise<void> {
  const names = new Set(sources.ofStore(store).map(({ name }) => name));
  for (const { source } of ledger.rows.values()) names.add(source);
  const sorted = [...names].toSorted();
  if (ledger.runner.sources === sorted.join(' ')) return;
  await table.note(sorted);
  ledger.runner = { ...ledger.runner, sources: sorted.join(' ') };
}

async function findStore(store: string, { service, sources }: TurnServices, ledger: StoreLedger): Promise<string> {
  const days = sources.ofStore(store).flatMap(({ expiresAfterDays }) => expiresAfterDays ?? []);
  const storeId = await service.ensureStore(store, days.length === 0 ? undefined : Math.max(...days));
  ledger.runner = { ...ledger.runner, storeId };
  await ledger.flush();
  return storeId;
}

/** Whether the vector store itself is what was not found. */
async function isGone(error: unknown, storeId: string, service: VectorService): Promise<boolean> {
  const isMissing = typeof error === 'object' && error !== null && 'code' in error && error.code === 'not_found';
  return isMissing && !(await service.storeExists(storeId));
}

/** Somebody deleted the vector store: all of it is brought anew, into a new one. */
async function startAfresh(store: string, ledger: StoreLedger, { log, now }: TurnServices): Promise<TurnAnswer> {
  log.warn(`${store}: the vector store is gone. It is made again, and filled again.`);
  for (const batch of [...ledger.batches.keys()]) ledger.close(batch);
  for (const row of [...ledger.rows.values()]) {
    for (const fileId of new Set([row.fileId, row.servingId])) {
      const current = ledger.rows.get(row.path);
      if (fileId !== undefined && current !== undefined) ledger.put(lost(current, fileId, now()));
    }
  }
  const { storeId, busySince, ...runner } = ledger.runner;
  ledger.runner = runner;
  await ledger.flush();
  return { kind: 'worked', wait: 0 };
}
