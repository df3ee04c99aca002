import type { ChunkSizes } from './objects/chunk-sizes.ts';
import { type Attributes, fileKey, type StoreFile } from './objects/store-file.ts';
import type { StoreBooks } from './objects/vector-store-repository.ts';
import type { BookEntry } from './objects/vector-store-transaction.ts';

/** A file that is to be in a store. */
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
  /** When the file of that place among the attachments is taken in, in milliseconds. */
  due(place: number): number;
}

/**
 * Puts files into a store, to be taken in when they are due. One that is there already, cut the same way, stays as it is and
 * gets its new attributes; one that failed or was cancelled is tried again.
 */
export function attach(
  books: StoreBooks,
  entry: BookEntry,
  attachments: readonly Attachment[],
  { storeId, batchId, now, due }: Attaching,
): StoreFile[] {
  let waiting = 0;
  return attachments.map(({ fileId, chunking, attributes }) => {
    const before = books.files.get(fileKey(storeId, fileId));
    if (before?.status === 'completed' && sameSizes(before.chunking, chunking)) {
      return entry.putFile({ ...before, attributes });
    }
    const underWay = before?.status === 'in_progress' && sameSizes(before.chunking, chunking);
    const batches = [...(before?.batches ?? []), ...(batchId === undefined ? [] : [batchId])];
    return entry.putFile({
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
