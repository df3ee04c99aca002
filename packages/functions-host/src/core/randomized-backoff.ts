/** The pauses of one row of failures or empty polls. */
export interface Backoff {
  /** Milliseconds to wait now; grows with each call until `reset`. */
  next(): number;
  /** The next pause is the shortest again. */
  reset(): void;
}

/** A pause varies by this share either way, so that many hosts do not come back at the same moment. */
const SPREAD = 0.2;

/** Pauses that begin at `minimum` and about double up to `maximum`, as the real host computes them. Milliseconds. */
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
