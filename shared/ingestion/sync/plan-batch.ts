import type { BlobRow } from '../ledger/blob-state.ts';
import type { BatchSettings } from './sync-context.ts';

/** What a batch could be made of. */
interface Candidate {
  readonly fileId: string;
  /** Since when it waits. */
  readonly since: number;
}

/** Whether something else may still come to share a batch. */
export interface UploadActivity {
  /** Blobs are being uploaded, or are about to be. */
  readonly isBusy: boolean;
  /** When the last file was uploaded. */
  readonly lastAt: number;
}

/** Nobody is waited for after `quiet` when so few files are there, and sooner when there are more, down to so many milliseconds. */
const FEW = 25;
const LEAST_QUIET_MS = 250;

/**
 * The files of the next batch: as many as fit, once there are enough, or one has waited long enough, or nothing else is coming.
 * Otherwise the milliseconds until one has.
 */
export function planBatch(
  candidates: readonly Candidate[],
  { isBusy, lastAt }: UploadActivity,
  { most, latency, quiet }: BatchSettings,
  now: number,
): { readonly files: readonly string[] } | { readonly wait: number } {
  if (candidates.length === 0) return { wait: Number.POSITIVE_INFINITY };
  const sorted = candidates.toSorted((a, b) => a.since - b.since);
  const oldest = sorted[0]?.since ?? now;
  // The more there are, the less it matters that others could have come along.
  const calm = Math.max(Math.min(quiet, LEAST_QUIET_MS), (quiet * FEW) / Math.max(FEW, sorted.length));
  const patience = Math.min(oldest + latency - now, isBusy ? Number.POSITIVE_INFINITY : lastAt + calm - now);
  if (sorted.length < most && patience > 0) return { wait: patience };
  return { files: sorted.slice(0, most).map(({ fileId }) => fileId) };
}

/** Files that wait for a batch, each once, whatever the number of blobs with its content. */
export function candidatesOf(rows: Iterable<BlobRow>, taken: ReadonlySet<string>, now: number): Candidate[] {
  const found = new Map<string, number>();
  for (const { status, fileId, retryAt = 0, changedAt } of rows) {
    if (status !== 'uploaded' || fileId === undefined || retryAt > now || taken.has(fileId)) continue;
    found.set(fileId, Math.min(found.get(fileId) ?? Number.POSITIVE_INFINITY, changedAt));
  }
  return [...found].map(([fileId, since]) => ({ fileId, since }));
}
