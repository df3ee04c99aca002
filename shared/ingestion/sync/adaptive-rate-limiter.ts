/** Upper limits of a rate limiter. */
export interface RateLimits {
  /** Starts per second; Infinity without a limit. */
  readonly perSecond: number;
  /** Requests in progress at once. */
  readonly atOnce: number;
}

const START_AT_ONCE = 16;
/**
 * A 429 lowers the rate to this share of the rate before it. That rate is known from the latest starts and lies just above the limit, so
 * halving it would leave half of the limit unused.
 */
const DECREASE = 0.8;
/** Every second without a 429 raises the rate by this share of the limit. */
const INCREASE = 0.05;
/** Share of the last refused rate by which the rate rises near it. */
const INCREASE_NEAR = 0.01;
const NEAR = 0.9;
/** Milliseconds for which a refused rate is remembered. */
const REMEMBER_REFUSAL_MS = 60_000;
/** Responses 429 within this many milliseconds count once. */
const ONE_REFUSAL_MS = 1_000;
/** Number of starts from which the current rate is measured. */
const REMEMBERED = 64;
/** Milliseconds within which a late start is made up for. */
const SLACK_MS = 100;

/**
 * Limits rate and concurrency by additive increase and multiplicative decrease. A 429 lowers the rate and pauses for the requested time; a 5xx
 * or a missing response halves the concurrency. Each success raises both, up to the limits.
 */
export class AdaptiveRateLimiter {
  readonly #limits: RateLimits;
  #rate: number;
  #atOnce: number;
  #nextAt = 0;
  #pausedUntil = 0;
  #raisedAt = 0;
  #refusedAt = Number.NEGATIVE_INFINITY;
  #refusedRate = Number.POSITIVE_INFINITY;
  readonly #starts: number[] = [];

  constructor(limits: RateLimits) {
    this.#limits = limits;
    this.#rate = limits.perSecond;
    this.#atOnce = Math.min(START_AT_ONCE, limits.atOnce);
  }

  get atOnce(): number {
    return Math.floor(this.#atOnce);
  }

  get perSecond(): number {
    return this.#rate;
  }

  /** Milliseconds until the next start. */
  wait(now: number): number {
    this.#raise(now);
    return Math.max(0, this.#nextAt - now, this.pause(now));
  }

  /** Reserves a start; returns the milliseconds until then. */
  reserve(now: number): number {
    const wait = this.wait(now);
    const at = now + wait;
    this.#nextAt = Math.max(this.#nextAt, at - SLACK_MS) + 1000 / this.#rate;
    this.#starts.push(at);
    if (this.#starts.length > REMEMBERED) this.#starts.shift();
    return wait;
  }

  /** Milliseconds until a requested pause ends. */
  pause(now: number): number {
    return Math.max(0, this.#pausedUntil - now);
  }

  /** Records a success. @param isFull true when the concurrency was used up */
  succeeded(isFull: boolean): void {
    if (isFull) this.#atOnce = Math.min(this.#limits.atOnce, this.#atOnce + 1 / this.#atOnce);
  }

  /** Records a 429 with the milliseconds that it asks to wait. */
  refused(now: number, asked: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, now + asked);
    if (now - this.#refusedAt < ONE_REFUSAL_MS) return;
    this.#refusedRate = Math.min(this.#rate, this.#measured());
    this.#refusedAt = now;
    this.#raisedAt = now;
    this.#rate = Math.max(0.1, this.#refusedRate * DECREASE);
  }

  troubled(): void {
    this.#atOnce = Math.max(1, this.#atOnce / 2);
  }

  #measured(): number {
    const [first = 0, last = 0] = [this.#starts[0], this.#starts.at(-1)];
    return last > first ? ((this.#starts.length - 1) * 1000) / (last - first) : this.#rate;
  }

  #raise(now: number): void {
    const seconds = (now - this.#raisedAt) / 1000;
    if (this.#rate >= this.#limits.perSecond || seconds < 1) return;
    const top = Number.isFinite(this.#limits.perSecond) ? this.#limits.perSecond : Math.max(20, this.#rate);
    const near = now - this.#refusedAt < REMEMBER_REFUSAL_MS ? this.#refusedRate * NEAR : Number.POSITIVE_INFINITY;
    const raised =
      this.#rate < near
        ? Math.min(near, this.#rate + top * INCREASE * seconds)
        : this.#rate + this.#refusedRate * INCREASE_NEAR * seconds;
    this.#rate = Math.min(this.#limits.perSecond, raised);
    this.#raisedAt = now;
  }
}
