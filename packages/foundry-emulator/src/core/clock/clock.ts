/** A call of the future. */
export interface Timer {
  cancel(): void;
}

/** Time as the emulator's objects know it. Everything that waits or stamps uses it, so that a test can move it. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Whole seconds since 1970, as `created_at` and its like are written. */
  seconds(): number;
  /** ISO 8601, as the camel-case groups write times. */
  iso(): string;
  /**
   * Calls `work` when the clock reaches `time`; at once (not within this call) when that is past. Timers are not kept over a restart:
   * a group that is opened sets its timers again. Work that goes on in steps sets a timer for each: an advance of the clock waits for
   * what `work` returns.
   */
  at(time: number, work: () => unknown): Timer;
  after(ms: number, work: () => unknown): Timer;
}
