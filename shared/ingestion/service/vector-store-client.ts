import { RequestError } from '../../core/request-error.ts';
import type { Attributes, Chunking } from '../sources/source.ts';

export interface Attachment {
  readonly fileId: string;
  readonly attributes: Attributes;
  readonly chunking?: Chunking;
}

export interface AttachedFile {
  readonly fileId: string;
  readonly status: string;
  readonly error?: { readonly code: string; readonly message: string };
}

interface UploadedFile {
  readonly id: string;
  readonly filename: string;
  readonly bytes: number;
  /** Milliseconds since 1970, by the service's clock. */
  readonly createdAt: number;
}

/**
 * The requests of ingestion to the service. Every method is one request, or one per page. Errors are RetryableError, RequestError, or
 * unexpected; a RequestError with the code `not_found` means that something was deleted.
 */
export interface VectorStoreClient {
  /** Returns the id of the vector store with this name, and creates the store if it is missing. */
  ensureStore(name: string, expiresAfterDays?: number): Promise<string>;
  storeExists(storeId: string): Promise<boolean>;
  upload(filename: string, content: AsyncIterable<Uint8Array>): Promise<string>;
  attach(storeId: string, files: readonly Attachment[]): Promise<string>;
  batch(
    storeId: string,
    batchId: string,
  ): Promise<{ readonly status: string; readonly completed: number; readonly asked?: number }>;
  batchFiles(
    storeId: string,
    batchId: string,
    status?: 'failed' | 'cancelled' | 'completed',
  ): AsyncIterable<AttachedFile>;
  attached(storeId: string): AsyncIterable<AttachedFile>;
  /** Returns one file of a store, or undefined when it is not attached. */
  attachedFile(storeId: string, fileId: string): Promise<AttachedFile | undefined>;
  updateAttributes(storeId: string, fileId: string, attributes: Attributes): Promise<void>;
  /** Detaches a file and deletes it. A file that is already deleted is accepted. */
  remove(storeId: string, fileId: string): Promise<void>;
  detach(storeId: string, fileId: string): Promise<void>;
  /** Returns uploads since a moment, newest first. */
  uploadsSince(moment: number): AsyncIterable<UploadedFile>;
}

/** Errors of the account, not of the file: another file would get the same answer. */
const OURS: readonly string[] = ['unauthorized', 'forbidden'];

/** True when the service rejected a request because of the file in it. */
export const isAboutTheFile = (error: unknown): error is RequestError =>
  error instanceof RequestError && !OURS.includes(error.code);
