import { asRetryable } from '../../azure/storage/storage-errors.ts';
import { messageOf, RetryableError, TerminalError } from '../../core/errors.ts';
import type { Log } from '../../core/logging/log.ts';
import { explainServiceError } from '../../foundry/service-error.ts';
import { lost } from '../ledger/blob-state.ts';
import { LeaseLost, type Ledger } from '../ledger/ledger.ts';
import { StoreLedger } from '../ledger/store-ledger.ts';
import type { Blobs } from '../service/blobs.ts';
import type { VectorStoreClient } from '../service/vector-store-client.ts';
import type { SourceMap } from '../sources/source-map.ts';
import type { AdaptiveRateLimiter } from './adaptive-rate-limiter.ts';
import { StoreGone } from './pass-errors.ts';
import type { BatchSettings } from './sync-context.ts';
import { SyncPass } from './sync-pass.ts';

/** The result of a sync pass. */
export type PassResult =
  /** Milliseconds until the next work; null when there is none. */
  | { readonly kind: 'worked'; readonly wait: number | null }
  | { readonly kind: 'retry'; readonly why: string; readonly wait: number }
  | { readonly kind: 'rejected'; readonly why: string }
  | { readonly kind: 'crashed'; readonly why: string };

export interface SyncServices {
  readonly sources: SourceMap;
  readonly ledger: (store: string) => Ledger;
  readonly blobs: Blobs;
  readonly service: VectorStoreClient;
  readonly uploads: AdaptiveRateLimiter;
  /** Returns the rate limiter for attaching files to a vector store. */
  readonly attachesOf: (store: string) => AdaptiveRateLimiter;
  readonly batches: BatchSettings;
  /** Returns the tag in the names of uploads for a vector store. */
  readonly tagOf: (store: string) => string;
  /** Milliseconds of a pass, without the uploads in progress at its end. */
  readonly length: number;
  /** Vector stores whose pass runs in this process and reads new events: they need not be woken. */
  readonly listening: Set<string>;
  readonly log: Log;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

/** Runs one sync pass of a vector store. Faults that may pass give `later`, others `rejected`; only unexpected errors are thrown. */
export async function runSyncPass(store: string, services: SyncServices): Promise<PassResult> {
  const { log } = services;
  try {
    return await runPass(store, services);
  } catch (thrown) {
    if (thrown instanceof LeaseLost) return { kind: 'retry', why: thrown.message, wait: 1_000 };
    const error = explainServiceError(asRetryable(thrown), `The sync pass of ${store}`);
    if (error instanceof RetryableError) {
      log.warn(`${store}: ${error.message}`);
      return { kind: 'retry', why: error.message, wait: error.retryAfter };
    }
    if (!(error instanceof TerminalError)) throw error;
    log.error(`${store}: ${error.message}`);
    return { kind: 'rejected', why: messageOf(error) };
  }
}

async function runPass(store: string, services: SyncServices): Promise<PassResult> {
  const { sources, service, attachesOf, tagOf, length, listening, log, now } = services;
  const begun = now();
  const table = services.ledger(store);
  const { lease, loaded } = await table.acquire(begun);
  const ledger = new StoreLedger(table, lease, loaded);
  await recordSources(store, table, ledger, services);
  const storeId = lease.storeId ?? (await findStore(store, services, ledger));
  const listen = (is: boolean) => void (is ? listening.add(store) : listening.delete(store));
  const attaches = attachesOf(store);
  const pass = new SyncPass({ ...services, attaches, store, storeId, tag: tagOf(store), ledger, listen }, (most) =>
    table.pendingEvents(most),
  );
  try {
    const { wait, settled } = await pass.run(begun + length);
    const { busySince, ...rest } = ledger.lease;
    const minutes = Math.max(now() - begun, 1) / 60_000;
    ledger.lease = settled === 0 ? rest : { ...rest, perMinute: Math.round(settled / minutes) };
    await ledger.flush();
    if (settled > 0) log.info(`${store}: ${settled} blobs were settled, ${ledger.pending.size} are waiting.`);
    return { kind: 'worked', wait: Number.isFinite(wait) ? wait : null };
  } catch (error) {
    if (error instanceof StoreGone || (await isGone(error, storeId, service)))
      return refillStore(store, ledger, services);
    throw error;
  } finally {
    if (sources.ofStore(store).length === 0) log.warn(`${store}: no source of foundry.config.ts uses it any more.`);
  }
}

/** Records the sources of the vector store's blobs when they have changed, so that removed sources can be listed. */
async function recordSources(
  store: string,
  table: Ledger,
  ledger: StoreLedger,
  { sources }: SyncServices,
): Promise<void> {
  const names = new Set(sources.ofStore(store).map(({ name }) => name));
  for (const { source } of ledger.rows.values()) names.add(source);
  const sorted = [...names].toSorted();
  if (ledger.lease.sources === sorted.join(' ')) return;
  await table.recordSources(sorted);
  ledger.lease = { ...ledger.lease, sources: sorted.join(' ') };
}

async function findStore(store: string, { service, sources }: SyncServices, ledger: StoreLedger): Promise<string> {
  const days = sources.ofStore(store).flatMap(({ expiresAfterDays }) => expiresAfterDays ?? []);
  const storeId = await service.ensureStore(store, days.length === 0 ? undefined : Math.max(...days));
  ledger.lease = { ...ledger.lease, storeId };
  await ledger.flush();
  return storeId;
}

/** True when the vector store itself was not found. */
async function isGone(error: unknown, storeId: string, service: VectorStoreClient): Promise<boolean> {
  const isMissing = typeof error === 'object' && error !== null && 'code' in error && error.code === 'not_found';
  return isMissing && !(await service.storeExists(storeId));
}

/** Fills a new vector store after the old one was deleted. */
async function refillStore(store: string, ledger: StoreLedger, { log, now }: SyncServices): Promise<PassResult> {
  log.warn(`${store}: the vector store is gone. It is made again, and filled again.`);
  for (const batch of [...ledger.batches.keys()]) ledger.close(batch);
  for (const row of [...ledger.rows.values()]) {
    for (const fileId of new Set([row.fileId, row.servingId])) {
      const current = ledger.rows.get(row.path);
      if (fileId !== undefined && current !== undefined) ledger.put(lost(current, fileId, now()));
    }
  }
  const { storeId, busySince, ...lease } = ledger.lease;
  ledger.lease = lease;
  await ledger.flush();
  return { kind: 'worked', wait: 0 };
}

/** State of a vector store's orchestration between passes: small JSON. */
export interface StoreSyncState {
  readonly store: string;
  /** Failed passes in a row. */
  readonly failures: number;
}

/** Milliseconds for which an idle orchestration sleeps: the delay when a wake-up is lost. */
const IDLE_MS = 300_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 300_000;

/** Returns the wait before the next pass. The orchestration of a vector store never ends. */
export function afterPass(
  { store, failures }: StoreSyncState,
  answer: PassResult,
): { readonly job: StoreSyncState; readonly wait: number; readonly ended?: undefined } {
  switch (answer.kind) {
    case 'worked':
      return { job: { store, failures: 0 }, wait: Math.min(IDLE_MS, Math.round(answer.wait ?? IDLE_MS)) };
    case 'retry':
    case 'crashed': {
      const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures, 10));
      const asked = answer.kind === 'retry' ? answer.wait : 0;
      return { job: { store, failures: failures + 1 }, wait: Math.max(pause, asked) };
    }
    case 'rejected':
      // A role or a setting has to be corrected first.
      return { job: { store, failures: failures + 1 }, wait: LONGEST_PAUSE_MS };
  }
}
