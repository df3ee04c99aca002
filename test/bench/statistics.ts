/** Statistics of a list of durations (milliseconds), to a hundredth of a millisecond. */
export interface Summary {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

export function summarize(durations: readonly number[]): Summary {
  const sorted = durations.toSorted((a, b) => a - b);
  const at = (share: number) =>
    round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN);
  return { count: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: round(sorted.at(-1) ?? Number.NaN) };
}

export const round = (value: number): number => Math.round(value * 100) / 100;

/** Runs `work` for 0 .. count-1 with so many under way at once; returns how long each took, in milliseconds. */
export async function timed(
  count: number,
  inFlight: number,
  work: (index: number) => Promise<void>,
): Promise<number[]> {
  const durations: number[] = [];
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < count; index = next++) {
      const begun = performance.now();
      await work(index);
      durations.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
  return durations;
}

/** Rounds per second of `count` rounds with so many under way at once. */
export async function throughput(
  count: number,
  inFlight: number,
  work: (index: number) => Promise<void>,
): Promise<number> {
  const begun = performance.now();
  await timed(count, inFlight, work);
  return round(count / ((performance.now() - begun) / 1000));
}
