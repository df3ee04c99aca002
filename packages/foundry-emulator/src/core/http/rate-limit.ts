import { tooManyRequests } from './api-error.ts';

/** Milliseconds by a clock that only goes forward. Callers wait by the machine's clock, not by the emulator's. */
type Now = () => number;

/** Lets so many requests through in a window of time, at an even pace after a first burst of as many. */
export class RateLimit {
  /** Largest burst; at least one request, or none would ever pass. */
  readonly #most: number;
  readonly #perMs: number;
  readonly #message: string;
  readonly #now: Now;
  #left: number;
  #at: number;

  /** @param limit infinity for none @param message what the caller is told, such as `30 uploads a second are allowed.` */
  constructor(limit: number, windowMs: number, message: string, now: Now = () => performance.now()) {
    this.#most = Math.max(limit, 1);
    this.#perMs = limit / windowMs;
    this.#message = message;
    this.#now = now;
    this.#left = this.#most;
    this.#at = now();
  }

  /** Nothing was asked for a while: a new one would be the same. */
  get rested(): boolean {
    return this.#left + (this.#now() - this.#at) * this.#perMs >= this.#most;
  }

  /** @throws ApiError 429, with the wait until the next request would be let through */
  take(): void {
    if (this.#most === Number.POSITIVE_INFINITY) return;
    const now = this.#now();
    this.#left = Math.min(this.#most, this.#left + (now - this.#at) * this.#perMs);
    this.#at = now;
    if (this.#left < 1) throw tooManyRequests(this.#message, (1 - this.#left) / this.#perMs);
    this.#left -= 1;
  }
}
