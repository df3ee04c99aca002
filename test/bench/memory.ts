import { familyOf } from './process-family.ts';

/** Resident memory of a process and its children, in MiB. */
export function residentMiB(pid: number): number {
  const kibibytes = [...familyOf(pid).values()].reduce((sum, rss) => sum + rss, 0);
  return Math.round(kibibytes / 1024);
}

/**
 * An environment under which a process keeps no more than it needs. With a whole machine's memory before it, V8 lets garbage lie, and what
 * is really kept would not be seen.
 */
export const smallHeap = (mib: number): NodeJS.ProcessEnv => ({
  NODE_OPTIONS: `--max-old-space-size=${mib} --max-semi-space-size=${Math.round(mib / 8)}`,
});
