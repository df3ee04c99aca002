/** What a pacer starts from. */
export interface PaceLimits {
  /** Starts in one second at most; Infinity when nobody limits them. */
  readonly perSecond: number;
  /** Under way at once, at most. */
  readonly atOnce: number;
}

const START_AT_ONCE = 12;
/** A refusal lowers the rate to this share of it; every second without one raises it by this share of the limit. */
const DECREASE = 0.8;
const INCREASE = 0.05;
/** Refusals within so many milliseconds are one. */
const ONE_REFUSAL_MS = 1_000;
/** Starts of which the time is kept, to know how fast it went before a refusal. */
const REMEMBERED = 64;

/**
 * How fast and how many at once: additive increase, multiplicative decrease. A refusal (429) lowers the rate and pauses for as long as
 * was asked; trouble (5xx, no answer) halves what may be under way at once. All that goes well raises both, up to the limits.
 */
export class Pacer {
  readonly #limits: PaceLimits;
  #rate: number;
  #atOnce: number;
  #nextAt = 0;
  #pausedUntil = 0;
  #raisedAt = 0;
  #refusedAt = Number.NEGATIVE_INFINITY;
  #starts: number[] = [];

  constructor(limits: PaceLimits) {
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

  /** Reserves a start; returns the milliseconds until then. */
  reserve(now: number): number {
    this.#raise(now);
    const at = Math.max(now, this.#nextAt, this.#pausedUntil);
    this.#nextAt = at + 1000 / this.#rate;
    this.#starts = [...this.#starts.slice(1 - REMEMBERED), at];
    return at - now;
  }

  /** Milliseconds until a pause that was asked for is over. */
  pause(now: number): number {
    return Math.max(0, this.#pausedUntil - now);
  }

  /** One went well; `isFull` when there was no room for another. */
  succeeded(isFull: boolean): void {
    if (isFull) this.#atOnce = Math.min(this.#limits.atOnce, this.#atOnce + 1 / this.#atOnce);
  }

  refused(now: number, asked: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, now + asked);
    if (now - this.#refusedAt < ONE_REFUSAL_MS) return;
    this.#refusedAt = now;
    this.#raisedAt = now;
    this.#rate = Math.max(0.1, Math.min(this.#rate, this.#measured()) * DECREASE);
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
    this.#rate = Math.min(this.#limits.perSecond, this.#rate + top * INCREASE * seconds);
    this.#raisedAt = now;
  }
}
