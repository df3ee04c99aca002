import type { FileCounts } from './file-counts.ts';

export interface ExpirationPolicy {
  readonly anchor: 'last_active_at';
  readonly days: number;
}

/** A stored vector store. Times are in seconds. */
export interface VectorStore {
  readonly id: string;
  readonly created_at: number;
  readonly name: string;
  readonly description?: string;
  /** Bytes of texts and vectors in the index. */
  readonly usage_bytes: number;
  readonly file_counts: FileCounts;
  readonly expires_after?: ExpirationPolicy;
  readonly expires_at?: number;
  readonly last_active_at: number;
  readonly metadata: Readonly<Record<string, string>>;
  /** True after expiration: the store can be read, but not searched or added to. */
  readonly expired?: true;
}

const SECONDS_A_DAY = 86_400;

/** Returns the store after an activity at `now`. */
export function active(store: VectorStore, now: number): VectorStore {
  const { expires_after: policy } = store;
  return {
    ...store,
    last_active_at: now,
    ...(policy === undefined ? {} : { expires_at: now + policy.days * SECONDS_A_DAY }),
  };
}

/** Returns the store as clients see it. */
export function showStore({ expired, ...store }: VectorStore) {
  return { object: 'vector_store' as const, ...store, status: statusOf(store, expired) };
}

function statusOf({ file_counts: counts }: Pick<VectorStore, 'file_counts'>, expired: true | undefined) {
  if (expired) return 'expired';
  return counts.in_progress > 0 ? 'in_progress' : 'completed';
}
