import type { Reason } from '../../jobs/workflow/job-state.ts';
import type { Attributes } from '../sources/source.ts';

export const STATUSES = ['pending', 'uploaded', 'indexed', 'failed'] as const;

/**
 * The state of a blob. `pending`: to be read from storage, and uploaded if its content is not known. `uploaded`: its file waits for a
 * batch, or is in one. `indexed`: searchable. `failed`: needs a change, a retry or the nightly repair.
 */
type Status = (typeof STATUSES)[number];

/** The ledger row of one blob in one vector store. */
export interface BlobRow {
  /** `container/path/of/blob`. */
  readonly path: string;
  /** Name of its source. */
  readonly source: string;
  readonly status: Status;
  /** Counts the changes of the blob: work on an earlier generation does not complete a later one. */
  readonly generation: number;
  /** The version that was read last. */
  readonly etag?: string;
  readonly bytes?: number;
  /** Hash of content and file type: equal content is uploaded once. */
  readonly hash?: string;
  /** The file of this content at the service. */
  readonly fileId?: string;
  /** The file that a search finds: the previous one until the new one is indexed. */
  readonly servingId?: string;
  readonly attributes?: Attributes;
  /** Chunking and attributes of the file in the vector store (index-fingerprint.ts). Missing in older rows. */
  readonly fingerprint?: string;
  /** The batch that indexed it. */
  readonly batch?: string;
  /** Failed attempts since the last success. */
  readonly attempts: number;
  /** Earliest next attempt, milliseconds since 1970. */
  readonly retryAt?: number;
  /** Reason of the failure or of the wait. */
  readonly error?: Reason;
  readonly changedAt: number;
}

/** A batch that was created or is about to be: it is recorded before the request. */
export interface OpenBatch {
  readonly key: string;
  readonly fileIds: readonly string[];
  readonly createdAt: number;
  /** Fingerprints of the files, in the same order. */
  readonly fingerprints?: readonly string[];
  /** Id at the service; undefined while it is being created, or when the response was lost. */
  readonly batchId?: string;
}

/** State transitions of a row: pure functions without clock and network. */

/** Attempts before a blob counts as failed. */
const MOST_ATTEMPTS = 5;
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 300_000;

/**
 * Returns the row after an event. Undefined when the version is known: events arrive more than once. A failed version is not tried again by a
 * repeated event.
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

/** Returns the row as pending, with a new generation. */
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
  /** True when another blob with the same content made the file searchable. */
  readonly isIndexed: boolean;
  /** Fingerprint of the file, if the row of another blob has it. */
  readonly fingerprint?: string | undefined;
}

/** Returns the row after an upload. A blob that changed meanwhile stays pending. */
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

/** Returns the row of a blob that has not changed since it was read. */
export function unchanged(row: BlobRow, generation: number, now: number): BlobRow {
  if (row.generation !== generation) return row;
  const { retryAt, error, ...kept } = row;
  const status = row.fileId === undefined ? 'pending' : row.fileId === row.servingId ? 'indexed' : 'uploaded';
  return { ...kept, status, attempts: 0, changedAt: now };
}

/** Returns the row as failed. The previous version stays searchable: an old answer is better than none. */
export function failed(row: BlobRow, error: Reason, now: number): BlobRow {
  const { fileId, fingerprint, retryAt, ...kept } = row;
  return { ...kept, status: 'failed', error, changedAt: now };
}

/** Returns the row after a failed attempt: it waits for the next, or has failed after the last. */
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

/** Returns the row after the service has indexed its file. */
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

/** Returns the row of a blob whose file is missing at the service: it becomes pending. */
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
