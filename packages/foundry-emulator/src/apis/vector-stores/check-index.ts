import type { TextIndex } from './index/text-index.ts';
import { fileKey } from './objects/store-file.ts';
import type { VectorStoreRepository } from './objects/vector-store-repository.ts';
import { storeStatus } from './objects/vector-store-repository.ts';

/**
 * Repairs the index after a start. Deletes texts without a file, which a kill leaves behind. Schedules files without texts for indexing:
 * the machine lost power, or the index was deleted.
 */
export function checkIndex(repository: VectorStoreRepository, index: TextIndex, now: number): void {
  const indexed = new Set<string>();
  for (const { storeId, fileId } of index.contents()) {
    const wanted = repository.files.get(fileKey(storeId, fileId))?.status === 'completed';
    if (!wanted || repository.stores.get(storeId)?.expired) index.remove(storeId, [fileId]);
    else indexed.add(fileKey(storeId, fileId));
  }
  const stores = [...repository.stores.all()].filter(({ expired }) => !expired);
  // Compares counts first, because a walk over all files would slow every start down.
  if (stores.reduce((sum, { file_counts }) => sum + file_counts.completed, 0) <= indexed.size) return;
  const missing = stores
    .flatMap(({ id }) => [...repository.files.all({ where: { storeStatus: storeStatus(id, 'completed') } })])
    .filter(({ vector_store_id: storeId, id }) => !indexed.has(fileKey(storeId, id)));
  repository.change((transaction) => {
    for (const file of missing) transaction.putFile({ ...file, status: 'in_progress', usage_bytes: 0, due: now });
  });
}
