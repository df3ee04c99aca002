import type { BlobRow, OpenBatch } from './blob-state.ts';

/** One change of the ledger. `gone` takes away what the key names. */
export type Op =
  | { readonly kind: 'drop'; readonly fileId: string }
  | { readonly kind: 'row'; readonly row: BlobRow }
  | { readonly kind: 'row gone'; readonly path: string }
  | { readonly kind: 'batch'; readonly batch: OpenBatch }
  | { readonly kind: 'batch gone'; readonly key: string }
  | { readonly kind: 'drop gone'; readonly fileId: string }
  | { readonly kind: 'taken'; readonly id: string };

/** What somebody wants done, or has seen happen: it waits in the ledger until a turn takes it. */
export type PendingEvent = { readonly id: string } & (
  | { readonly kind: 'changed'; readonly path: string; readonly etag?: string }
  /** Look at all blobs of a source below a prefix; `repair` compares with the service as well. */
  | { readonly kind: 'scan'; readonly source: string; readonly prefix: string; readonly repair: boolean }
  | { readonly kind: 'retry'; readonly source: string; readonly path?: string }
  /** The files of a source that is not configured any more are to go. */
  | { readonly kind: 'clear'; readonly source: string }
);

/** What holds for a whole vector store. */
export interface SyncLease {
  readonly storeId?: string;
  /** A turn is under way since then, or ended without saying so: milliseconds since 1970. */
  readonly busySince?: number;
  /** A turn broke off then: files may lie at the service of which nothing is known here. */
  readonly suspectSince?: number;
  /** Until then such files may still turn up. */
  readonly suspectUntil?: number;
  /** Names of the sources that are noted for this vector store, apart by spaces. */
  readonly sources?: string;
  /** Files settled per minute, lately. */
  readonly perMinute?: number;
}

export interface Loaded {
  readonly rows: readonly BlobRow[];
  readonly batches: readonly OpenBatch[];
  /** Files to be deleted at the service. */
  readonly drops: readonly string[];
}

/**
 * The ledger of one vector store, as one turn writes it. Turns are told apart by a fence: once a later turn has begun, every write of
 * an earlier one fails with TakenOver.
 */
export interface Ledger {
  /** Begins a turn. */
  acquire(now: number): Promise<{ readonly runner: SyncLease; readonly loaded: Loaded }>;
  /** Writes in the order given, as few transactions as it takes. */
  commit(ops: readonly Op[], runner: SyncLease): Promise<void>;
  /** Notes which sources this vector store has blobs of, for those who ask which there are. */
  recordSources(sources: readonly string[]): Promise<void>;
  /** What waits, the oldest first. */
  pendingEvents(most: number): Promise<readonly PendingEvent[]>;
}

/** Another turn of the same vector store has begun: this one must not do anything more. */
export class LeaseLost extends Error {
  override readonly name = 'TakenOver';
}

/** A request that was under way when its turn broke off may arrive for so long after, milliseconds. */
const LATE_MS = 30_000;

/** The runner of a turn that begins: one before it that did not end in good order may have left uploads behind. */
export function leaseAtStart(before: SyncLease, now: number): SyncLease {
  return {
    ...(before.busySince === undefined ? before : withSuspicion(before, before.busySince, now)),
    busySince: now,
  };
}

/** The runner once something may have been left behind since a moment. */
export function withSuspicion(runner: SyncLease, since: number, now: number): SyncLease {
  return { ...runner, suspectSince: Math.min(runner.suspectSince ?? since, since), suspectUntil: now + LATE_MS };
}

/** The runner once all has been looked for. */
export function withoutSuspicion({ suspectSince, suspectUntil, ...runner }: SyncLease): SyncLease {
  return runner;
}
