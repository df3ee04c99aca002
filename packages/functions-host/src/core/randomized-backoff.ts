/** Pauses between consecutive failures or empty polls. */
export interface Backoff {
  /** Milliseconds to wait now; grows with each call until `reset`. */
  next(): number;
  /** Starts again with the shortest pause. */
  reset(): void;
}

/** Random share by which a pause varies, so that hosts do not poll at the same moment. */
const SPREAD = 0.2;

/** Pauses that start at `minimum` and about double up to `maximum`, computed as by the real host. Milliseconds. */
export function randomizedBackoff(minimum: number, maximum: number, random: () => number = Math.random): Backoff {
  let steps = 0;
  let isLongest = false;
  return {
    next: () => {
      if (isLongest) return maximum;
      const factor = 1 - SPREAD + 2 * SPREAD * random();
      const growth = steps === 0 ? 0 : factor * 2 ** (steps - 1) * minimum;
      isLongest = minimum + growth >= maximum;
      steps++;
      return isLongest ? maximum : minimum + growth;
    },
    reset: () => {
      steps = 0;
      isLongest = false;
    },
  };
}
