/** The time that the host's timers go by: the system's, or one that tests move. */
export interface HostClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back once it is `time` or later; the returned function calls that off. */
  at(time: number, callback: () => void): () => void;
  /** Of a clock that can be moved: milliseconds that it is ahead of the system's. */
  ahead?(): number;
  /** On a clock that can be advanced: `settle` is awaited before the time moves on, each time. */
  join?(settle: () => Promise<void>): void;
}

/**
 * Milliseconds waited for at a stretch. Longer waits are made of many: setTimeout takes no more than 24.8 days, and a machine
 * that slept or had its clock set is then noticed within a minute.
 */
const LONGEST_NAP = 60_000;

export const systemClock: HostClock = {
  now: () => Date.now(),
  at: (time, callback) => {
    let timeout: NodeJS.Timeout | undefined;
    const wait = () => {
      const remaining = time - Date.now();
      timeout = setTimeout(
        () => (time > Date.now() ? wait() : callback()),
        Math.max(0, Math.min(remaining, LONGEST_NAP)),
      );
    };
    if (time !== Number.POSITIVE_INFINITY) wait();
    return () => clearTimeout(timeout);
  },
};
