import type { FileCounts } from './file-counts.ts';

export interface ExpirationPolicy {
  readonly anchor: 'last_active_at';
  readonly days: number;
}

/** A vector store as it is kept. Times are in seconds. */
export interface VectorStore {
  readonly id: string;
  readonly created_at: number;
  readonly name: string;
  readonly description?: string;
  /** Bytes of the texts and vectors that are searched. */
  readonly usage_bytes: number;
  readonly file_counts: FileCounts;
  readonly expires_after?: ExpirationPolicy;
  readonly expires_at?: number;
  readonly last_active_at: number;
  readonly metadata: Readonly<Record<string, string>>;
  /** Its time has run out: it is there to be looked at, and cannot be searched or added to. */
  readonly expired?: true;
}

const SECONDS_A_DAY = 86_400;

/** The store as it is when something has been done with it at `now`. */
export function active(store: VectorStore, now: number): VectorStore {
  const { expires_after: policy } = store;
  return {
    ...store,
    last_active_at: now,
    ...(policy === undefined ? {} : { expires_at: now + policy.days * SECONDS_A_DAY }),
  };
}

/** The store as clients see it. */
export function showStore({ expired, ...store }: VectorStore) {
  return { object: 'vector_store' as const, ...store, status: statusOf(store, expired) };
}

function statusOf({ file_counts: counts }: Pick<VectorStore, 'file_counts'>, expired: true | undefined) {
  if (expired) return 'expired';
  return counts.in_progress > 0 ? 'in_progress' : 'completed';
}
