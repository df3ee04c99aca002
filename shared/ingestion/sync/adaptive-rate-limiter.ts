/** What a pacer starts from. */
export interface RateLimits {
  /** Starts in one second at most; Infinity when nobody limits them. */
  readonly perSecond: number;
  /** Under way at once, at most. */
  readonly atOnce: number;
}

const START_AT_ONCE = 16;
/**
 * A refusal lowers the rate to this share of what went through before it. That is known here, from the times of the latest starts, and
 * lies just above what is allowed: to halve it, as those must who do not know, would leave half of the limit unused.
 */
const DECREASE = 0.8;
/** Every second without a refusal raises the rate by this share of the limit. */
const INCREASE = 0.05;
/** Near the rate that was refused last, it is by this share of that. */
const INCREASE_NEAR = 0.01;
const NEAR = 0.9;
/** So long the rate that was refused is remembered. */
const REMEMBER_REFUSAL_MS = 60_000;
/** Refusals within so many milliseconds are one. */
const ONE_REFUSAL_MS = 1_000;
/** Starts of which the time is kept, to know how fast it went before a refusal. */
const REMEMBERED = 64;
/** A start that came too late may be made up for within so many milliseconds: a pause of this process costs nothing. */
const SLACK_MS = 100;

/**
 * How fast and how many at once: additive increase, multiplicative decrease. A refusal (429) lowers the rate and pauses for as long as
 * was asked; trouble (5xx, no answer) halves what may be under way at once. All that goes well raises both, up to the limits.
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

  /** Milliseconds until a pause that was asked for is over. */
  pause(now: number): number {
    return Math.max(0, this.#pausedUntil - now);
  }

  /** One went well; `isFull` when there was no room for another. */
  succeeded(isFull: boolean): void {
    if (isFull) this.#atOnce = Math.min(this.#limits.atOnce, this.#atOnce + 1 / this.#atOnce);
  }

  /** One was refused, and has to wait for as many milliseconds as were asked for. */
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
