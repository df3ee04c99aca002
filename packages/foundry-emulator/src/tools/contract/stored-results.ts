import type { Store } from '../../core/store/store.ts';

/** Calls of a kind whose results are remembered: a conversation seldom goes back further. */
const REMEMBERED = 1_000;

interface Kept {
  readonly id: string;
  readonly text: string;
}

export interface KeptResults {
  put(itemId: string, text: string): void;
  get(itemId: string): string | undefined;
}

/**
 * What calls came to, as the model read it, by the id of the call's item: for items that do not show it. Outlives a restart, as the
 * conversation does. @param of what is called, such as `file-search`
 */
export function keptResults(store: Store, of: string): KeptResults {
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
