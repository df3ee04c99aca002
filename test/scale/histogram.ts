const STEP = 1.02;
const LOG_STEP = Math.log(STEP);

/** Durations in buckets that are 2 % apart: millions of them take no room. */
export class Histogram {
  readonly #buckets: number[] = [];
  #count = 0;
  #max = 0;

  get count(): number {
    return this.#count;
  }

  get max(): number {
    return this.#max;
  }

  add(value: number): void {
    const at = value <= 1 ? 0 : Math.ceil(Math.log(value) / LOG_STEP);
    this.#buckets[at] = (this.#buckets[at] ?? 0) + 1;
    this.#count += 1;
    if (value > this.#max) this.#max = value;
  }

  /** Upper end of the bucket below which this share of the values lies; NaN without values. */
  percentile(share: number): number {
    if (this.#count === 0) return Number.NaN;
    let seen = 0;
    for (const at of this.#buckets.keys()) {
      seen += this.#buckets[at] ?? 0;
      if (seen >= share * this.#count) return Math.min(STEP ** at, this.#max);
    }
    return this.#max;
  }
}
