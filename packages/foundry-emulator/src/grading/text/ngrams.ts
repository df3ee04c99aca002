/** How often each run of `n` tokens occurs. */
export function ngrams(tokens: readonly string[], n: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let start = 0; start + n <= tokens.length; start++) {
    // No token contains a line break, so that two runs never look alike.
    const run = tokens.slice(start, start + n).join('\n');
    counts.set(run, (counts.get(run) ?? 0) + 1);
  }
  return counts;
}

/** How many runs two texts share, each counted as often as it occurs in both. */
export function overlap(left: ReadonlyMap<string, number>, right: ReadonlyMap<string, number>): number {
  let shared = 0;
  for (const [run, count] of left) shared += Math.min(count, right.get(run) ?? 0);
  return shared;
}

/** How many runs of `n` a text of `length` tokens has. */
export const runsOf = (length: number, n: number): number => Math.max(length - n + 1, 0);
