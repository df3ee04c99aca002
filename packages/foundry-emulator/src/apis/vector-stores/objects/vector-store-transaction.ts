import type { Collection } from '../../../core/store/store.ts';
import type { FileBatch } from './file-batch.ts';
import { type FileStatus, moved } from './file-counts.ts';
import { fileKey, type StoreFile } from './store-file.ts';
import type { VectorStore } from './vector-store.ts';

interface StoredCollections {
  readonly stores: Collection<VectorStore>;
  readonly files: Collection<StoreFile>;
  readonly batches: Collection<FileBatch>;
}

/** Changes in one transaction. Stores and batches are written once at its end, however many of their files change. */
export class VectorStoreTransaction {
  readonly #repository: StoredCollections;
  readonly #stores = new Map<string, VectorStore>();
  readonly #batches = new Map<string, FileBatch>();

  constructor(repository: StoredCollections) {
    this.#repository = repository;
  }

  store(id: string): VectorStore | undefined {
    return this.#stores.get(id) ?? this.#repository.stores.get(id);
  }

  setStore(store: VectorStore): void {
    this.#stores.set(store.id, store);
  }

  batch(id: string): FileBatch | undefined {
    return this.#batches.get(id) ?? this.#repository.batches.get(id);
  }

  setBatch(batch: FileBatch): void {
    this.#batches.set(batch.id, batch);
  }

  /** Adds or changes a file. A file that is no longer in progress leaves its waiting batches and updates their counts. */
  putFile(next: StoreFile): StoreFile {
    const before = this.#repository.files.get(fileKey(next.vector_store_id, next.id));
    const { due: _due, ...ended } = { ...next, batches: [] };
    const kept = next.status === 'in_progress' ? next : ended;
    if (next.status !== 'in_progress') this.#tellBatches(before, next.status);
    this.#count(next.vector_store_id, before, kept);
    this.#repository.files.put(kept);
    return kept;
  }

  /** Removes a file. It counts as cancelled in batches that wait for it. */
  removeFile(file: StoreFile): void {
    this.#tellBatches(file, 'cancelled');
    this.#count(file.vector_store_id, file, undefined);
    this.#repository.files.delete(fileKey(file.vector_store_id, file.id));
  }

  /** Writes the changed counts of stores and batches. */
  close(): void {
    for (const store of this.#stores.values()) this.#repository.stores.put(store);
    for (const batch of this.#batches.values()) this.#repository.batches.put(batch);
  }

  #count(storeId: string, before: StoreFile | undefined, after: StoreFile | undefined): void {
    const store = this.store(storeId);
    if (!store) return;
    const usage_bytes = store.usage_bytes + (after?.usage_bytes ?? 0) - (before?.usage_bytes ?? 0);
    this.setStore({ ...store, usage_bytes, file_counts: moved(store.file_counts, before?.status, after?.status) });
  }

  #tellBatches(file: StoreFile | undefined, status: FileStatus): void {
    for (const id of file?.batches ?? []) {
      const batch = this.batch(id);
      if (batch) this.setBatch({ ...batch, file_counts: moved(batch.file_counts, 'in_progress', status) });
    }
  }
}
