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
 * What the pipeline asks of the service. Every method is one call, or one per page. Errors are RetryableError, RequestError, or mistakes
 * of this program; a RequestError with the code `not_found` says that something is gone.
 */
export interface VectorStoreClient {
  /** The vector store of this name, made when it is missing. */
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
  /** One file of a store; undefined when it is not attached. */
  attachedFile(storeId: string, fileId: string): Promise<AttachedFile | undefined>;
  updateAttributes(storeId: string, fileId: string, attributes: Attributes): Promise<void>;
  /** Takes a file out of the store and deletes it. What is gone already is no error. */
  remove(storeId: string, fileId: string): Promise<void>;
  detach(storeId: string, fileId: string): Promise<void>;
  /** Uploads since a moment, the newest first. */
  uploadsSince(moment: number): AsyncIterable<UploadedFile>;
}

/** Refusals that are about us: no other file would fare better. */
const OURS: readonly string[] = ['unauthorized', 'forbidden'];

/** Whether a service refused what it was asked because of the file that it was asked about. */
export const isAboutTheFile = (error: unknown): error is RequestError =>
  error instanceof RequestError && !OURS.includes(error.code);
