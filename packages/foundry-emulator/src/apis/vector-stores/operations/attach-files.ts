import { ApiError, badRequest, notFound } from '../../../core/http/api-error.ts';
import { type Attachment, attach } from '../attach.ts';
import { fileKey, type StoreFile } from '../objects/store-file.ts';
import type { VectorStore } from '../objects/vector-store.ts';
import type { VectorStoreTransaction } from '../objects/vector-store-transaction.ts';
import type { VectorStoreService } from '../vector-store-service.ts';

/**
 * Attaches files to a store, each once.
 * @throws ApiError 404 naming missing files, 400 when the store would have too many files
 */
export function attachTo(
  { repository, fileStore, filesPerStore, due }: VectorStoreService,
  transaction: VectorStoreTransaction,
  store: VectorStore,
  wanted: readonly Attachment[],
  { now, param, batchId }: { now: number; param: string; batchId?: string },
): StoreFile[] {
  const each = [...new Map(wanted.map((attachment) => [attachment.fileId, attachment])).values()];
  const missing = each.map(({ fileId }) => fileId).filter((id) => !fileStore.files.get(id));
  if (missing.length > 0) throw notFound(`No file found with id ${missing.map((id) => `'${id}'`).join(', ')}.`, param);
  const added = each.filter(({ fileId }) => !repository.files.get(fileKey(store.id, fileId))).length;
  if (store.file_counts.total + added > filesPerStore) {
    throw new ApiError(400, {
      code: 'vector_store_file_limit_exceeded',
      message: `The vector store '${store.id}' has ${store.file_counts.total} files, and may have ${filesPerStore}; ${added} more are too many.`,
      param,
    });
  }
  return attach(repository, transaction, each, {
    storeId: store.id,
    now,
    due,
    ...(batchId === undefined ? {} : { batchId }),
  });
}

/** @throws ApiError 400 when a batch has too many files */
export function checkBatchSize(count: number, most: number, param: string): void {
  if (count > most) throw badRequest(`A batch may have ${most} files; this one has ${count}. Make several.`, param);
}
