/** Counts each run of `n` tokens. */
export function ngrams(tokens: readonly string[], n: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let start = 0; start + n <= tokens.length; start++) {
    // Tokens contain no line break, so that different runs never have the same key.
    const run = tokens.slice(start, start + n).join('\n');
    counts.set(run, (counts.get(run) ?? 0) + 1);
  }
  return counts;
}

/** Counts the runs that two texts share, each as often as it occurs in both. */
export function overlap(left: ReadonlyMap<string, number>, right: ReadonlyMap<string, number>): number {
  let shared = 0;
  for (const [run, count] of left) shared += Math.min(count, right.get(run) ?? 0);
  return shared;
}

/** Returns the number of runs of `n` in a text of `length` tokens. */
export const runsOf = (length: number, n: number): number => Math.max(length - n + 1, 0);

/** Returns the harmonic mean of precision and recall; 0 without a match. */
export function fMeasure(shared: number, given: number, wanted: number): number {
  return shared === 0 ? 0 : (2 * shared) / (given + wanted);
}
