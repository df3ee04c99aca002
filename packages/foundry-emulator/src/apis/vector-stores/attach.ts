import type { ChunkSizes } from './objects/chunk-sizes.ts';
import { type Attributes, fileKey, type StoreFile } from './objects/store-file.ts';
import type { VectorStoreRepository } from './objects/vector-store-repository.ts';
import type { VectorStoreTransaction } from './objects/vector-store-transaction.ts';

/** A file to attach to a store. */
export interface Attachment {
  readonly fileId: string;
  readonly chunking: ChunkSizes;
  readonly attributes: Attributes;
}

export interface Attaching {
  readonly storeId: string;
  readonly batchId?: string;
  /** Seconds since 1970. */
  readonly now: number;
  /** Returns the time to index the file at a position among the attachments, in milliseconds. */
  due(place: number): number;
}

/**
 * Attaches files to a store and schedules their indexing. A file that was indexed with the same chunk sizes keeps its index and gets the
 * new attributes; a failed or cancelled one is indexed again.
 */
export function attach(
  repository: VectorStoreRepository,
  transaction: VectorStoreTransaction,
  attachments: readonly Attachment[],
  { storeId, batchId, now, due }: Attaching,
): StoreFile[] {
  let waiting = 0;
  return attachments.map(({ fileId, chunking, attributes }) => {
    const before = repository.files.get(fileKey(storeId, fileId));
    if (before?.status === 'completed' && sameSizes(before.chunking, chunking)) {
      return transaction.putFile({ ...before, attributes });
    }
    const underWay = before?.status === 'in_progress' && sameSizes(before.chunking, chunking);
    const batches = [...(before?.batches ?? []), ...(batchId === undefined ? [] : [batchId])];
    return transaction.putFile({
      id: fileId,
      vector_store_id: storeId,
      created_at: before?.created_at ?? now,
      status: 'in_progress',
      usage_bytes: 0,
      last_error: null,
      chunking,
      attributes,
      batches,
      due: underWay && before.due !== undefined ? before.due : due(waiting++),
    });
  });
}

const sameSizes = (left: ChunkSizes, right: ChunkSizes): boolean =>
  left.max_chunk_size_tokens === right.max_chunk_size_tokens &&
  left.chunk_overlap_tokens === right.chunk_overlap_tokens;
