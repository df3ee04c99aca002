import type { Collection, Store } from '../../core/store/store.ts';

export type MemoryKind = 'user_profile' | 'chat_summary';

export interface MemoryStore {
  readonly id: string;
  readonly object: 'memory_store';
  readonly name: string;
  readonly description?: string;
  readonly metadata: Readonly<Record<string, string>>;
  /** In seconds since 1970, as all times in this file. */
  readonly created_at: number;
  readonly updated_at: number;
  readonly definition: {
    readonly kind: 'default';
    readonly chat_model: string;
    readonly embedding_model: string;
    readonly options?: {
      readonly chat_summary_enabled?: boolean;
      readonly user_profile_enabled?: boolean;
      readonly user_profile_details?: string;
    };
  };
}

/** A memory as clients see it. */
export interface MemoryItem {
  readonly memory_id: string;
  readonly kind: MemoryKind;
  readonly scope: string;
  readonly content: string;
  readonly updated_at: number;
}

export interface KeptMemory extends MemoryItem {
  readonly store: string;
  /** The first update of a chain of continuations that created a summary. */
  readonly chain?: string;
  readonly vector: readonly number[];
}

/** A message of a conversation, reduced to its role and text. */
export interface Utterance {
  readonly role: 'user' | 'assistant';
  readonly text: string;
}

export interface MemoryUpdate {
  readonly update_id: string;
  readonly store: string;
  readonly scope: string;
  readonly status: 'queued' | 'in_progress' | 'completed' | 'failed' | 'superseded';
  readonly chain: string;
  readonly said: readonly Utterance[];
  /** Due time in milliseconds of the emulator's clock. */
  readonly due: number;
  readonly superseded_by?: string;
  readonly error?: { readonly code: string; readonly message: string };
  readonly result?: object;
}

/** A search that a later one can continue. */
export interface MemorySearch {
  readonly search_id: string;
  readonly store: string;
  /** Memories found by the search, and by those that it continued. */
  readonly found: readonly string[];
}

export interface MemoryCollections {
  readonly stores: Collection<MemoryStore>;
  readonly memories: Collection<KeptMemory>;
  readonly updates: Collection<MemoryUpdate>;
  readonly searches: Collection<MemorySearch>;
}

export const memoryCollections = (store: Store): MemoryCollections => ({
  stores: store.collection({ name: 'memoryStores', key: ({ name }) => name }),
  memories: store.collection({
    name: 'memories',
    key: ({ memory_id }) => memory_id,
    indexes: { store: ({ store: name }) => name, place: ({ store: name, scope }) => placeOf(name, scope) },
  }),
  updates: store.collection({
    name: 'memoryUpdates',
    key: ({ update_id }) => update_id,
    indexes: {
      store: ({ store: name }) => name,
      open: ({ status }) => status === 'queued' || status === 'in_progress',
      waiting: ({ store: name, scope, status }) => (status === 'queued' ? placeOf(name, scope) : null),
    },
  }),
  searches: store.collection({
    name: 'memorySearches',
    key: ({ search_id }) => search_id,
    indexes: { store: ({ store: name }) => name },
  }),
});

/** Returns the index value of a scope in a store. */
export const placeOf = (store: string, scope: string): string => JSON.stringify([store, scope]);

export const showMemory = ({ memory_id, kind, scope, content, updated_at }: KeptMemory): MemoryItem => ({
  memory_id,
  kind,
  scope,
  content,
  updated_at,
});
