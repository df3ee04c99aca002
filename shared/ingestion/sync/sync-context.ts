import type { Log } from '../../core/logging/log.ts';
import type { StoreLedger } from '../ledger/store-ledger.ts';
import type { Blobs } from '../service/blobs.ts';
import type { VectorStoreClient } from '../service/vector-store-client.ts';
import type { SourceMap } from '../sources/source-map.ts';
import type { AdaptiveRateLimiter } from './adaptive-rate-limiter.ts';

/** How batches are made. */
export interface BatchSettings {
  /** Files in one batch, at most. */
  readonly most: number;
  /** Milliseconds an uploaded file waits for company, at most. */
  readonly latency: number;
  /** Milliseconds without anything on its way after which nobody is waited for. */
  readonly quiet: number;
}

/** What the parts of a turn work with. */
export interface SyncContext {
  /** Name of the vector store. */
  readonly store: string;
  readonly storeId: string;
  /** Begins the names of our uploads for it. */
  readonly tag: string;
  readonly ledger: StoreLedger;
  readonly sources: SourceMap;
  readonly blobs: Blobs;
  readonly service: VectorStoreClient;
  readonly uploads: AdaptiveRateLimiter;
  /** For requests that attach files to this vector store. */
  readonly attaches: AdaptiveRateLimiter;
  readonly batches: BatchSettings;
  readonly log: Log;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** Says whether whoever puts something into the inbox from now on may count on this turn to find it. */
  readonly listen: (isListening: boolean) => void;
  /** Done when all uploads that are under way now have ended. */
  readonly settled: () => Promise<void>;
}
