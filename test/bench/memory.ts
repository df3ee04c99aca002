import { familyOf } from './process-family.ts';

/** Resident memory of a process and its children, in MiB. */
export function residentMiB(pid: number): number {
  const kibibytes = [...familyOf(pid).values()].reduce((sum, rss) => sum + rss, 0);
  return Math.round(kibibytes / 1024);
}
