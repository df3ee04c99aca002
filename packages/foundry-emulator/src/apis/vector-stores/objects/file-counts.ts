export type FileStatus = 'in_progress' | 'completed' | 'failed' | 'cancelled';

/** Number of files by status, in a store or a batch. */
export type FileCounts = Readonly<Record<FileStatus | 'total', number>>;

export const NO_FILES: FileCounts = { in_progress: 0, completed: 0, failed: 0, cancelled: 0, total: 0 };

/** Returns the counts after a file changed its status; `undefined` means that it is absent. */
export function moved(counts: FileCounts, from: FileStatus | undefined, to: FileStatus | undefined): FileCounts {
  const next = { ...counts };
  if (from !== undefined) next[from] -= 1;
  if (to !== undefined) next[to] += 1;
  next.total += Number(to !== undefined) - Number(from !== undefined);
  return next;
}
