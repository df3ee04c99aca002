import type { Store } from '../../store/store.ts';

/** Searches whose results are remembered: a conversation seldom goes back further. */
const REMEMBERED = 1_000;

interface Kept {
  readonly id: string;
  readonly text: string;
}

export interface KeptResults {
  put(itemId: string, text: string): void;
  get(itemId: string): string | undefined;
}

/** What searches found, as the model read it, by the id of the call's item. Outlives a restart, as the conversation does. */
export function keptResults(store: Store): KeptResults {
  const kept = store.collection<Kept>({ name: 'file-search-results', key: ({ id }) => id });
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
