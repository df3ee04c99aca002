import type { SimulatedClock } from './clock.ts';
import { TokenBucket } from './storage-account.ts';

/** The model that handlers ask: it may be down, and answers 429 beyond its quota. */
export class ModelService {
  readonly #clock: SimulatedClock;
  readonly #bucket: TokenBucket;
  readonly #retryAfterMs: number;
  isDown = false;
  refused = 0;

  constructor(clock: SimulatedClock, perSecond: number, retryAfterMs: number) {
    this.#clock = clock;
    this.#bucket = new TokenBucket(perSecond);
    this.#retryAfterMs = retryAfterMs;
  }

  /** @returns the milliseconds that the service asks to wait, or undefined when it answers */
  ask(): number | undefined {
    if (this.isDown) return 0;
    if (this.#bucket.take(this.#clock.now)) return undefined;
    this.refused += 1;
    return this.#retryAfterMs;
  }
}
