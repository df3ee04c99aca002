import type { FileCounts } from './file-counts.ts';

/** A stored file batch. */
export interface FileBatch {
  readonly id: string;
  readonly vector_store_id: string;
  readonly created_at: number;
  readonly file_counts: FileCounts;
  readonly cancelled?: true;
}

/** Files of a batch, in the order of the request. They are stored apart, because a batch changes with each of its files. */
export interface BatchMembers {
  readonly id: string;
  readonly fileIds: readonly string[];
}

/** Returns a batch as clients see it. A finished batch is `failed` only when all its files failed. */
export function showBatch({ cancelled, ...batch }: FileBatch) {
  return { object: 'vector_store.file_batch' as const, ...batch, status: statusOf(batch.file_counts, cancelled) };
}

function statusOf(counts: FileCounts, cancelled: true | undefined) {
  if (cancelled) return 'cancelled';
  if (counts.in_progress > 0) return 'in_progress';
  return counts.completed === 0 && counts.failed > 0 ? 'failed' : 'completed';
}
