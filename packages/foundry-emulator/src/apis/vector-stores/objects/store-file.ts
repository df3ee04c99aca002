import type { ChunkSizes } from './chunk-sizes.ts';
import type { FileStatus } from './file-counts.ts';

export type Attributes = Readonly<Record<string, string | number | boolean>>;

/** Error of a file, with the service's codes. */
export interface FileFault {
  readonly code: 'server_error' | 'unsupported_file' | 'invalid_file';
  readonly message: string;
}

/** A file in a vector store. Its id is that of the file. */
export interface StoreFile {
  readonly id: string;
  readonly vector_store_id: string;
  readonly created_at: number;
  readonly status: FileStatus;
  readonly usage_bytes: number;
  readonly last_error: FileFault | null;
  readonly chunking: ChunkSizes;
  readonly attributes: Attributes;
  /** Batches that wait for the file. */
  readonly batches: readonly string[];
  /** Time to index a file in progress, in milliseconds of the emulator's clock. */
  readonly due?: number;
}

/** Returns the key of a file in a store. */
export const fileKey = (storeId: string, fileId: string): string => `${storeId}/${fileId}`;

/** Returns the file as clients see it. */
export function showFile({ chunking, batches: _batches, due: _due, ...file }: StoreFile) {
  return { object: 'vector_store.file' as const, ...file, chunking_strategy: { type: 'static', static: chunking } };
}
