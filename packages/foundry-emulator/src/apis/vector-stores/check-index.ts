import type { TextIndex } from './index/text-index.ts';
import { fileKey } from './objects/store-file.ts';
import type { StoreBooks } from './objects/vector-store-repository.ts';
import { storeStatus } from './objects/vector-store-repository.ts';

/**
 * Repairs the index after a start. Deletes texts without a file, which a kill leaves behind. Schedules files without texts for indexing:
 * the machine lost power, or the index was deleted.
 */
export function checkIndex(books: StoreBooks, index: TextIndex, now: number): void {
  const indexed = new Set<string>();
  for (const { storeId, fileId } of index.contents()) {
    const wanted = books.files.get(fileKey(storeId, fileId))?.status === 'completed';
    if (!wanted || books.stores.get(storeId)?.expired) index.remove(storeId, [fileId]);
    else indexed.add(fileKey(storeId, fileId));
  }
  const stores = [...books.stores.all()].filter(({ expired }) => !expired);
  // Compares counts first, because a walk over all files would slow every start down.
  if (stores.reduce((sum, { file_counts }) => sum + file_counts.completed, 0) <= indexed.size) return;
  const missing = stores
    .flatMap(({ id }) => [...books.files.all({ where: { storeStatus: storeStatus(id, 'completed') } })])
    .filter(({ vector_store_id: storeId, id }) => !indexed.has(fileKey(storeId, id)));
  books.change((entry) => {
    for (const file of missing) entry.putFile({ ...file, status: 'in_progress', usage_bytes: 0, due: now });
  });
}
