import type { Collection, Store } from '../../../core/store/store.ts';
import type { BatchMembers, FileBatch } from './file-batch.ts';
import { fileKey, type StoreFile } from './store-file.ts';
import type { VectorStore } from './vector-store.ts';
import { VectorStoreTransaction } from './vector-store-transaction.ts';

/** Vector stores, files and batches of a project. All changes go through `change`, which keeps the counts right. */
export class VectorStoreRepository {
  readonly stores: Collection<VectorStore>;
  readonly files: Collection<StoreFile>;
  readonly batches: Collection<FileBatch>;
  readonly members: Collection<BatchMembers>;
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
    this.stores = store.collection<VectorStore>({
      name: 'vector-stores',
      key: ({ id }) => id,
      indexes: { expires: (each) => !each.expired && each.expires_at !== undefined },
    });
    this.files = store.collection<StoreFile>({
      name: 'vector-store-files',
      key: ({ vector_store_id, id }) => fileKey(vector_store_id, id),
      indexes: {
        store: ({ vector_store_id }) => vector_store_id,
        storeStatus: ({ vector_store_id, status }) => storeStatus(vector_store_id, status),
        file: ({ id }) => id,
        due: ({ due }) => due,
      },
    });
    this.batches = store.collection<FileBatch>({
      name: 'vector-store-batches',
      key: ({ id }) => id,
      indexes: { store: ({ vector_store_id }) => vector_store_id },
    });
    this.members = store.collection<BatchMembers>({ name: 'vector-store-batch-members', key: ({ id }) => id });
  }

  /** Makes changes in one transaction. */
  change<R>(work: (transaction: VectorStoreTransaction) => R): R {
    return this.#store.transaction(() => {
      const transaction = new VectorStoreTransaction(this);
      const result = work(transaction);
      transaction.close();
      return result;
    });
  }
}

/** Returns the index value of a store's files with one status. */
export const storeStatus = (storeId: string, status: string): string => `${storeId} ${status}`;
