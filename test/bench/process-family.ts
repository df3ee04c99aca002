import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A process and all that come of it, with what each holds in memory, in KiB (Linux and macOS `ps`). */
export function familyOf(pid: number): ReadonlyMap<number, number> {
  const table = execFileSync('ps', ['-eo', 'pid=,ppid=,rss='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const family = new Set([pid]);
  // Parents come before their children often, not always: look until no new process appears.
  for (let before = 0; before !== family.size; ) {
    before = family.size;
    for (const [child = 0, parent = 0] of table) if (family.has(parent)) family.add(child);
  }
  return new Map(table.flatMap(([id = 0, , rss = 0]) => (family.has(id) ? [[id, rss] as const] : [])));
}

/** CPU time that a process and its children have taken so far, in milliseconds (Linux, to hundredths of a second). */
export function cpuMs(pid: number): number {
  return [...familyOf(pid).keys()].reduce((sum, id) => sum + ownCpuMs(id), 0);
}

function ownCpuMs(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    // It has ended meanwhile, as `ps` itself has.
    return 0;
  }
}
