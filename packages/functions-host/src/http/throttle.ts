/**
 * Limits requests by host.json's `maxConcurrentRequests` (running) and `maxOutstandingRequests` (running and waiting).
 * -1 means no limit.
 */
export class Throttle {
  readonly #atOnce: number;
  readonly #outstanding: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(limits: { readonly maxConcurrentRequests: number; readonly maxOutstandingRequests: number }) {
    this.#atOnce = limits.maxConcurrentRequests < 0 ? Number.POSITIVE_INFINITY : limits.maxConcurrentRequests;
    this.#outstanding = limits.maxOutstandingRequests < 0 ? Number.POSITIVE_INFINITY : limits.maxOutstandingRequests;
  }

  /** True when the next request must be answered with 429. */
  get isFull(): boolean {
    return this.#running + this.#waiting.length >= this.#outstanding;
  }

  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#atOnce) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#running += 1;
    try {
      return await task();
    } finally {
      // The place passes to the request that has waited longest.
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running -= 1;
    }
  }
}
