import type { Store } from '../../core/store/store.ts';

/** Stored results per kind of call. */
const REMEMBERED = 1_000;

interface Kept {
  readonly id: string;
  readonly text: string;
}

export interface StoredResults {
  put(itemId: string, text: string): void;
  get(itemId: string): string | undefined;
}

/** Stores tool results by item id, for items that do not contain them. Survives a restart. @param of kind of call, such as `file-search` */
export function storedResults(store: Store, of: string): StoredResults {
  const kept = store.collection<Kept>({ name: `${of}-results`, key: ({ id }) => id });
  return {
    put: (id, text) =>
      store.transaction(() => {
        kept.put({ id, text });
        const [oldest] = kept.list({ limit: 1 }).objects;
        if (oldest && kept.count() > REMEMBERED) kept.delete(oldest.id);
      }),
    get: (id) => kept.get(id)?.text,
  };
}
