import { badRequest, notFound } from '../../core/http/api-error.ts';
import { MAX_FILES_PER_BATCH, MAX_FILES_PER_VECTOR_STORE } from '../../core/limits.ts';
import { perProject } from '../../core/project/per-project.ts';
import type { ProjectContext } from '../../core/project/project-context.ts';
import { limitSetting, secondsSetting } from '../../core/settings.ts';
import { projectFiles } from '../files/file-store.ts';
import { attachRate } from './attach-rate.ts';
import { checkIndex } from './check-index.ts';
import { Expiry } from './expiry.ts';
import { GarbageCollector } from './garbage-collector.ts';
import { textIndex } from './index/text-index.ts';
import { IndexingQueue } from './indexing-queue.ts';
import type { FileBatch } from './objects/file-batch.ts';
import { fileKey, type StoreFile } from './objects/store-file.ts';
import { active, type VectorStore } from './objects/vector-store.ts';
import { VectorStoreRepository } from './objects/vector-store-repository.ts';

/** Files of one request that are indexed at the same time; the next ones follow later. */
const SIDE_BY_SIDE = 100;

export type VectorStoreService = ReturnType<typeof openVectorStores>;

/** Vector stores of a project, with their background work. */
export const projectVectorStores = perProject(openVectorStores);

function openVectorStores(project: ProjectContext) {
  const { store, clock, settings } = project;
  const repository = new VectorStoreRepository(store);
  const fileStore = projectFiles(project);
  const index = textIndex(project);
  const indexingQueue = new IndexingQueue(repository, index, project);
  const seconds = secondsSetting(settings, 'FOUNDRY_INDEXING_SECONDS', 1);
  const filesPerBatch = limitSetting(settings, 'FOUNDRY_FILES_PER_BATCH', MAX_FILES_PER_BATCH);
  const filesPerStore = limitSetting(settings, 'FOUNDRY_FILES_PER_VECTOR_STORE', MAX_FILES_PER_VECTOR_STORE);
  const takeAttach = attachRate(settings);
  const garbageCollector = new GarbageCollector(repository, index, project);
  const expiry = new Expiry(repository, index, clock);

  fileStore.onRemove((fileId) => {
    const files = [...repository.files.all({ where: { file: fileId } })];
    repository.change((transaction) => {
      for (const file of files) transaction.removeFile(file);
    });
    for (const { vector_store_id: storeId } of files) index.remove(storeId, [fileId]);
  });
  project.onClose(async () => {
    await Promise.all([indexingQueue.settled(), garbageCollector.settled(), expiry.settled()]);
    index.close();
  });
  checkIndex(repository, index, clock.now());
  garbageCollector.sweep();
  expiry.resume();
  indexingQueue.schedule();

  const existing = (id: string): VectorStore => {
    const found = repository.stores.get(id);
    if (!found) throw notFound(`No vector store found with id '${id}'.`, 'vector_store_id');
    return found;
  };

  return {
    repository,
    index,
    fileStore,
    indexingQueue,
    expiry,
    garbageCollector,
    filesPerBatch,
    filesPerStore,
    /** @throws ApiError 404 */
    existing,
    /** @throws ApiError 429 when the store receives too many attach requests */
    takeAttach,
    /** Returns a store and marks it as active. @throws ApiError 404, or 400 when it has expired */
    use: (id: string): VectorStore => {
      const found = existing(id);
      if (found.expired) throw badRequest(`The vector store '${id}' has expired. Make a new one.`, 'vector_store_id');
      const used = active(found, clock.seconds());
      repository.stores.put(used);
      expiry.watch(used);
      return used;
    },
    /** @throws ApiError 404 */
    file: (storeId: string, fileId: string): StoreFile => {
      existing(storeId);
      const found = repository.files.get(fileKey(storeId, fileId));
      if (!found) throw notFound(`No file found with id '${fileId}' in vector store '${storeId}'.`, 'file_id');
      return found;
    },
    /** @throws ApiError 404 */
    batch: (storeId: string, batchId: string): FileBatch => {
      existing(storeId);
      const found = repository.batches.get(batchId);
      if (found?.vector_store_id !== storeId)
        throw notFound(`No file batch found with id '${batchId}' in vector store '${storeId}'.`, 'batch_id');
      return found;
    },
    /** Returns the time to index a file by its position: larger batches take longer. */
    due: (place: number): number => clock.now() + Math.ceil((1 + Math.floor(place / SIDE_BY_SIDE)) * seconds * 1000),
  };
}
