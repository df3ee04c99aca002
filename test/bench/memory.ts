import { execFileSync } from 'node:child_process';

/** Resident memory of a process and its children, in MiB (Linux and macOS `ps`). */
export function residentMiB(pid: number): number {
  const table = execFileSync('ps', ['-eo', 'pid=,ppid=,rss='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const family = new Set([pid]);
  // Parents come before their children often, not always: look until nobody new turns up.
  for (let before = 0; before !== family.size; ) {
    before = family.size;
    for (const [child = 0, parent = 0] of table) if (family.has(parent)) family.add(child);
  }
  const kibibytes = table.reduce((sum, [id = 0, , rss = 0]) => (family.has(id) ? sum + rss : sum), 0);
  return Math.round(kibibytes / 1024);
}
