/** Time source of the host's timers: the system clock, or one that tests advance. */
export interface HostClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back at `time` or later. The returned function cancels the call. */
  at(time: number, callback: () => void): () => void;
  /** Milliseconds that a test clock is ahead of the system clock. */
  ahead?(): number;
  /** On a test clock: `settle` is awaited before each step of the time. */
  join?(settle: () => Promise<void>): void;
}

/**
 * Longest single wait in milliseconds. Longer waits consist of several: setTimeout takes at most 24.8 days, and the
 * host notices within a minute that the machine slept or its clock was set.
 */
const LONGEST_WAIT = 60_000;

export const systemClock: HostClock = {
  now: () => Date.now(),
  at: (time, callback) => {
    let timeout: NodeJS.Timeout | undefined;
    const wait = () => {
      const remaining = time - Date.now();
      timeout = setTimeout(
        () => (time > Date.now() ? wait() : callback()),
        Math.max(0, Math.min(remaining, LONGEST_WAIT)),
      );
    };
    if (time !== Number.POSITIVE_INFINITY) wait();
    return () => clearTimeout(timeout);
  },
};
