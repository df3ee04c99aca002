import type { Log } from '../../core/logging/log.ts';
import type { StoreLedger } from '../ledger/store-ledger.ts';
import type { Blobs } from '../service/blobs.ts';
import type { VectorStoreClient } from '../service/vector-store-client.ts';
import type { SourceMap } from '../sources/source-map.ts';
import type { AdaptiveRateLimiter } from './adaptive-rate-limiter.ts';

/** Limits of a batch. */
export interface BatchSettings {
  /** Files in one batch. */
  readonly most: number;
  /** Longest wait of an uploaded file for others, in milliseconds. */
  readonly latency: number;
  /** Milliseconds without an upload after which a batch is created. */
  readonly quiet: number;
}

/** Shared dependencies and state of a sync pass. */
export interface SyncContext {
  /** Name of the vector store. */
  readonly store: string;
  readonly storeId: string;
  /** Tag in the names of uploads for the vector store. */
  readonly tag: string;
  readonly ledger: StoreLedger;
  readonly sources: SourceMap;
  readonly blobs: Blobs;
  readonly service: VectorStoreClient;
  readonly uploads: AdaptiveRateLimiter;
  /** Rate limiter for attaching files to this vector store. */
  readonly attaches: AdaptiveRateLimiter;
  readonly batches: BatchSettings;
  readonly log: Log;
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** Sets whether this pass reads new events. Writers start a pass when none does. */
  readonly listen: (isListening: boolean) => void;
  /** Resolves when all uploads in progress have ended. */
  readonly settled: () => Promise<void>;
}
