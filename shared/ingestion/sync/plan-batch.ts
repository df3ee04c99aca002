import type { BlobRow } from '../ledger/blob-state.ts';
import type { BatchSettings } from './sync-context.ts';

/** A file that may go into a batch. */
interface Candidate {
  readonly fileId: string;
  /** Start of its wait, milliseconds since 1970. */
  readonly since: number;
}

/** Uploads that may still join a batch. */
export interface UploadActivity {
  /** True while blobs are being uploaded or pending. */
  readonly isBusy: boolean;
  /** Time of the last upload. */
  readonly lastAt: number;
}

/** With up to this many files a batch waits `quiet` for others; with more it waits less, down to `LEAST_QUIET_MS`. */
const FEW = 25;
const LEAST_QUIET_MS = 100;

/**
 * Returns the files of the next batch: as many as fit, once there are enough, one has waited long enough, or no upload is left. Otherwise
 * the milliseconds until then.
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
  // The more files there are, the less a further one matters.
  const calm = Math.max(Math.min(quiet, LEAST_QUIET_MS), (quiet * FEW) / Math.max(FEW, sorted.length));
  const patience = Math.min(oldest + latency - now, isBusy ? Number.POSITIVE_INFINITY : lastAt + calm - now);
  if (sorted.length < most && patience > 0) return { wait: patience };
  return { files: sorted.slice(0, most).map(({ fileId }) => fileId) };
}

/** Returns the files that wait for a batch, each once. */
export function candidatesOf(rows: Iterable<BlobRow>, taken: ReadonlySet<string>, now: number): Candidate[] {
  const found = new Map<string, number>();
  for (const { status, fileId, retryAt = 0, changedAt } of rows) {
    if (status !== 'uploaded' || fileId === undefined || retryAt > now || taken.has(fileId)) continue;
    found.set(fileId, Math.min(found.get(fileId) ?? Number.POSITIVE_INFINITY, changedAt));
  }
  return [...found].map(([fileId, since]) => ({ fileId, since }));
}
