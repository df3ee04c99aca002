import type { Reason } from '../../jobs/workflow/job-state.ts';
import type { Attributes } from '../sources/source.ts';

export const STATUSES = ['pending', 'uploaded', 'indexed', 'failed'] as const;

/**
 * Where a blob is on its way. `pending`: to be looked at in storage, and uploaded if its content is not known. `uploaded`: its file
 * waits for a batch, or is in one. `indexed`: searchable.
 */
type Status = (typeof STATUSES)[number];

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
  /** How that file is kept in the vector store, once it is in there (index-fingerprint.ts). Rows that are older do not say. */
  readonly fingerprint?: string;
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
  readonly fingerprints?: readonly string[];
  /** Its id at the service; not known while it is being made, or when the answer got lost. */
  readonly batchId?: string;
}

/** The life of a row: what is known, and what happened, to what is known then. No clock, no network. */

/** Tries of one file before it counts as failed. */
const MOST_ATTEMPTS = 5;
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 300_000;

/**
 * Something was noticed of a blob. Undefined when that is known already: events come more than once. A version that failed is not
 * tried again by hearing of it again.
 */
export function noticed(
  row: BlobRow | undefined,
  { path, source, etag }: { readonly path: string; readonly source: string; readonly etag?: string },
  now: number,
): BlobRow | undefined {
  if (row === undefined) return { path, source, status: 'pending', generation: 1, attempts: 0, changedAt: now };
  if (row.status !== 'pending' && etag !== undefined && etag === row.etag) return undefined;
  return again({ ...row, source }, now);
}

/** The row, to be looked at anew. */
export function again(row: BlobRow, now: number): BlobRow {
  const { retryAt, error, ...kept } = row;
  return { ...kept, status: 'pending', generation: row.generation + 1, attempts: 0, changedAt: now };
}

interface Stored {
  readonly etag: string;
  readonly bytes: number;
  readonly hash: string;
  readonly fileId: string;
  readonly attributes: Attributes;
  /** The file is searchable already: another blob has the same content. */
  readonly isIndexed: boolean;
  /** How it is kept, if another blob's row knows. */
  readonly fingerprint?: string | undefined;
}

/** Content of a blob is at the service. What was noticed of the blob meanwhile is still to be looked at. */
export function stored(
  row: BlobRow,
  generation: number,
  { isIndexed, fingerprint, ...found }: Stored,
  now: number,
): BlobRow {
  const { retryAt, error, fingerprint: before, ...kept } = row;
  const known: BlobRow = {
    ...kept,
    ...found,
    ...(fingerprint === undefined ? {} : { fingerprint }),
    ...(isIndexed ? { servingId: found.fileId } : {}),
    attempts: 0,
    changedAt: now,
  };
  if (row.generation !== generation) return { ...known, status: 'pending' };
  return { ...known, status: isIndexed ? 'indexed' : 'uploaded' };
}

/** The blob is as it was when it was last read. */
export function unchanged(row: BlobRow, generation: number, now: number): BlobRow {
  if (row.generation !== generation) return row;
  const { retryAt, error, ...kept } = row;
  const status = row.fileId === undefined ? 'pending' : row.fileId === row.servingId ? 'indexed' : 'uploaded';
  return { ...kept, status, attempts: 0, changedAt: now };
}

/** This version cannot be taken. What was searchable before stays so: an old answer is better than none. */
export function failed(row: BlobRow, error: Reason, now: number): BlobRow {
  const { fileId, fingerprint, retryAt, ...kept } = row;
  return { ...kept, status: 'failed', error, changedAt: now };
}

/** A try failed, and another one may not. */
export function postponed(row: BlobRow, status: 'pending' | 'uploaded', error: Reason, now: number): BlobRow {
  const attempts = row.attempts + 1;
  if (attempts >= MOST_ATTEMPTS) return failed({ ...row, attempts }, error, now);
  const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 4 ** (attempts - 1));
  return { ...row, status, attempts, error, retryAt: now + pause, changedAt: now };
}

export interface Indexed {
  readonly fileId: string;
  readonly batch?: string | undefined;
  readonly fingerprint?: string | undefined;
}

/** The service has indexed a file. */
export function indexed(row: BlobRow, { fileId, batch, fingerprint }: Indexed, now: number): BlobRow {
  if (row.fileId !== fileId) return row;
  const { retryAt, error, fingerprint: before, ...kept } = row;
  return {
    ...kept,
    ...(batch === undefined ? {} : { batch }),
    ...(fingerprint === undefined ? {} : { fingerprint }),
    servingId: fileId,
    status: row.status === 'uploaded' ? 'indexed' : row.status,
    attempts: 0,
    changedAt: now,
  };
}

/** The file is no longer at the service, whoever deleted it. */
export function lost(row: BlobRow, fileId: string, now: number): BlobRow {
  const { fileId: candidate, servingId, etag, fingerprint, ...kept } = row;
  return again(
    {
      ...kept,
      ...(candidate === undefined || candidate === fileId ? {} : { fileId: candidate }),
      ...(servingId === undefined || servingId === fileId ? {} : { servingId }),
    },
    now,
  );
}
