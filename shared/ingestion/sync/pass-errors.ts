import { messageOf } from '../../core/errors.ts';
import { RequestError } from '../../core/request-error.ts';
import type { Reason } from '../../jobs/workflow/job-state.ts';
import { LeaseLost } from '../ledger/ledger.ts';
import { isAboutTheFile } from '../service/vector-store-client.ts';

/** The vector store was deleted or has expired. */
export class StoreGone extends Error {
  override readonly name = 'StoreGone';
}

/** A blob that cannot be read now: it is archived, its request was refused, or storage gave no answer. */
export class BlobUnavailable extends Error {
  override readonly name = 'BlobUnavailable';

  constructor(path: string, cause: unknown) {
    super(`${path} cannot be read: ${messageOf(cause)}`, { cause });
  }
}

/** Codes of failures that a later try may mend without a change of the blob. The nightly repair tries these blobs again. */
export const TRANSIENT_CODES: readonly string[] = [
  'blob_unavailable',
  'cancelled',
  'internal_error',
  'rate_limit_exceeded',
  'server_error',
  'service_unavailable',
];

/** True for an error that every other file would meet as well: the pass ends. Every other error belongs to one blob. */
export function endsPass(error: unknown): boolean {
  if (error instanceof LeaseLost || error instanceof StoreGone) return true;
  return error instanceof RequestError && !isAboutTheFile(error);
}

/** The reason that the row of a blob shows for an error that belongs to it. */
export function reasonOf(error: unknown): Reason {
  if (error instanceof BlobUnavailable) return { code: 'blob_unavailable', message: error.message };
  return { code: 'internal_error', message: messageOf(error) };
}

/** Reads a blob. @throws BlobUnavailable for every fault of storage; a RequestError as it is */
export async function readingBlob<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw error instanceof RequestError ? error : new BlobUnavailable(path, error);
  }
}
