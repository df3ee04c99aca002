import type { BlobRow, OpenBatch } from './blob-row.ts';

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
export type Entry = { readonly id: string } & (
  | { readonly kind: 'changed'; readonly path: string; readonly etag?: string }
  /** Look at all blobs of a source below a prefix; `repair` compares with the service as well. */
  | { readonly kind: 'scan'; readonly source: string; readonly prefix: string; readonly repair: boolean }
  | { readonly kind: 'retry'; readonly source: string; readonly path?: string }
  /** The files of a source that is not configured any more are to go. */
  | { readonly kind: 'clear'; readonly source: string }
);

/** What holds for a whole vector store. */
export interface Runner {
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
  take(now: number): Promise<{ readonly runner: Runner; readonly loaded: Loaded }>;
  /** Writes in the order given, as few transactions as it takes. */
  commit(ops: readonly Op[], runner: Runner): Promise<void>;
  /** Notes which sources this vector store has blobs of, for those who ask which there are. */
  note(sources: readonly string[]): Promise<void>;
  /** What waits, the oldest first. */
  inbox(most: number): Promise<readonly Entry[]>;
}

/** Another turn of the same vector store has begun: this one must not do anything more. */
export class TakenOver extends Error {
  override readonly name = 'TakenOver';
}
