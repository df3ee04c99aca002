import type { BlobRow, OpenBatch } from './blob-state.ts';

/** One change of the ledger. `gone` removes the row of the key. */
export type Op =
  | { readonly kind: 'drop'; readonly fileId: string }
  | { readonly kind: 'row'; readonly row: BlobRow }
  | { readonly kind: 'row gone'; readonly path: string }
  | { readonly kind: 'batch'; readonly batch: OpenBatch }
  | { readonly kind: 'batch gone'; readonly key: string }
  | { readonly kind: 'drop gone'; readonly fileId: string }
  | { readonly kind: 'taken'; readonly id: string };

/** A blob event or a command. It waits in the ledger until a sync pass processes it. */
export type PendingEvent = { readonly id: string } & (
  | { readonly kind: 'changed'; readonly path: string; readonly etag?: string }
  /** Scan all blobs of a source below a prefix; `repair` also compares with the service. */
  | { readonly kind: 'scan'; readonly source: string; readonly prefix: string; readonly repair: boolean }
  | { readonly kind: 'retry'; readonly source: string; readonly path?: string }
  /** Delete the files of a source that is no longer configured. */
  | { readonly kind: 'clear'; readonly source: string }
);

/** The lease of a sync pass on a vector store, and what later passes need to know. */
export interface SyncLease {
  readonly storeId?: string;
  /** Start of a pass that runs, or that ended without releasing the lease: milliseconds since 1970. */
  readonly busySince?: number;
  /** Start of an interrupted pass: the service may hold uploads from then on that the ledger does not know. */
  readonly suspectSince?: number;
  /** End of the time in which such uploads may appear. */
  readonly suspectUntil?: number;
  /** Names of the recorded sources of this vector store, separated by spaces. */
  readonly sources?: string;
  /** Files per minute in the last pass. */
  readonly perMinute?: number;
}

export interface Loaded {
  readonly rows: readonly BlobRow[];
  readonly batches: readonly OpenBatch[];
  /** Files to be deleted at the service. */
  readonly drops: readonly string[];
}

/**
 * The ledger of one vector store, as one sync pass writes it. The lease is a fence: once a later pass has begun, every write of an earlier
 * one fails with LeaseLost.
 */
export interface Ledger {
  /** Begins a pass. */
  acquire(now: number): Promise<{ readonly lease: SyncLease; readonly loaded: Loaded }>;
  /** Writes the operations in order, in as few transactions as possible. */
  commit(ops: readonly Op[], lease: SyncLease): Promise<void>;
  /** Records the sources of this vector store's blobs, so that removed sources can be listed. */
  recordSources(sources: readonly string[]): Promise<void>;
  /** Returns pending events, oldest first. */
  pendingEvents(most: number): Promise<readonly PendingEvent[]>;
}

/** Another pass of the same vector store has begun: this one must stop. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

/** Milliseconds in which a request of an interrupted pass may still arrive at the service. */
const LATE_MS = 30_000;

/** Returns the lease at the start of a pass. An interrupted pass before it may have left uploads behind. */
export function leaseAtStart(before: SyncLease, now: number): SyncLease {
  return {
    ...(before.busySince === undefined ? before : withSuspicion(before, before.busySince, now)),
    busySince: now,
  };
}

/** Returns the lease when uploads since a moment may be unknown to the ledger. */
export function withSuspicion(lease: SyncLease, since: number, now: number): SyncLease {
  return { ...lease, suspectSince: Math.min(lease.suspectSince ?? since, since), suspectUntil: now + LATE_MS };
}

/** Returns the lease after such uploads have been looked up. */
export function withoutSuspicion({ suspectSince, suspectUntil, ...lease }: SyncLease): SyncLease {
  return lease;
}
