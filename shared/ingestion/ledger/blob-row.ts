import type { Reason } from '../../jobs/workflow/job-state.ts';
import type { Attributes } from '../sources/source.ts';

export const STATUSES = ['pending', 'uploaded', 'indexed', 'failed'] as const;

/**
 * Where a blob is on its way. `pending`: to be looked at in storage, and uploaded if its content is not known. `uploaded`: its file
 * waits for a batch, or is in one. `indexed`: searchable.
 */
export type Status = (typeof STATUSES)[number];

/** What is known of one blob in one vector store. */
export interface BlobRow {
  /** `container/path/of/blob`. */
  readonly path: string;
  /** Name of the source that took it. */
  readonly source: string;
  readonly status: Status;
  /** Counts what was noticed of the blob: work on an earlier generation does not settle a later one. */
  readonly generation: number;
  /** The version that was last read, and what it was like. */
  readonly etag?: string;
  readonly bytes?: number;
  /** Of the content and the kind of file: equal content is uploaded once. */
  readonly hash?: string;
  /** The file of this content at the service. */
  readonly fileId?: string;
  /** The file that a search finds now: the one before, until the new one is indexed. */
  readonly servingId?: string;
  readonly attributes?: Attributes;
  /** How that file is kept in the vector store, once it is in there (kept-as.ts). Rows that are older do not say. */
  readonly keptAs?: string;
  /** The batch that indexed it. */
  readonly batch?: string;
  /** Tries that failed since the last one that did not. */
  readonly attempts: number;
  /** Not before this moment, milliseconds since 1970. */
  readonly retryAt?: number;
  /** Why it failed, or why it has to wait. */
  readonly error?: Reason;
  readonly changedAt: number;
}

/** A batch that was made, or is about to be: it is noted before the service is asked. */
export interface OpenBatch {
  readonly key: string;
  readonly fileIds: readonly string[];
  readonly createdAt: number;
  /** How each is to be kept, in the same order. */
  readonly keptAs?: readonly string[];
  /** Its id at the service; not known while it is being made, or when the answer got lost. */
  readonly batchId?: string;
}
