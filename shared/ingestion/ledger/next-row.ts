import type { Reason } from '../../jobs/workflow/job-state.ts';
import type { Attributes } from '../sources/source.ts';
import type { BlobRow } from './blob-row.ts';

/** The life of a row: what is known, and what happened, to what is known then. No clock, no network. */

/** Tries of one file before it counts as failed. */
export const MOST_ATTEMPTS = 5;
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

export interface Stored {
  readonly etag: string;
  readonly bytes: number;
  readonly hash: string;
  readonly fileId: string;
  readonly attributes: Attributes;
  /** The file is searchable already: another blob has the same content. */
  readonly isIndexed: boolean;
  /** How it is kept, if another blob's row knows. */
  readonly keptAs?: string | undefined;
}

/** Content of a blob is at the service. What was noticed of the blob meanwhile is still to be looked at. */
export function stored(
  row: BlobRow,
  generation: number,
  { isIndexed, keptAs, ...found }: Stored,
  now: number,
): BlobRow {
  const { retryAt, error, keptAs: before, ...kept } = row;
  const known: BlobRow = {
    ...kept,
    ...found,
    ...(keptAs === undefined ? {} : { keptAs }),
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
  const { fileId, keptAs, retryAt, ...kept } = row;
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
  readonly keptAs?: string | undefined;
}

/** The service has indexed a file. */
export function indexed(row: BlobRow, { fileId, batch, keptAs }: Indexed, now: number): BlobRow {
  if (row.fileId !== fileId) return row;
  const { retryAt, error, keptAs: before, ...kept } = row;
  return {
    ...kept,
    ...(batch === undefined ? {} : { batch }),
    ...(keptAs === undefined ? {} : { keptAs }),
    servingId: fileId,
    status: row.status === 'uploaded' ? 'indexed' : row.status,
    attempts: 0,
    changedAt: now,
  };
}

/** The file is no longer at the service, whoever deleted it. */
export function lost(row: BlobRow, fileId: string, now: number): BlobRow {
  const { fileId: candidate, servingId, etag, keptAs, ...kept } = row;
  return again(
    {
      ...kept,
      ...(candidate === undefined || candidate === fileId ? {} : { fileId: candidate }),
      ...(servingId === undefined || servingId === fileId ? {} : { servingId }),
    },
    now,
  );
}
