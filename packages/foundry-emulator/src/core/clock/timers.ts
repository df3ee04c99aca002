import type { Timer } from './clock.ts';

export interface Due {
  readonly time: number;
  readonly work: () => unknown;
}

/** Timers in the order in which they fall due; of one time, in the order in which they were set. */
export class Timers {
  readonly #sorted: Due[] = [];

  get next(): number | undefined {
    return this.#sorted[0]?.time;
  }

  add(due: Due): Timer {
    this.#sorted.splice(this.#placeOf(due.time), 0, due);
    return { cancel: () => this.#remove(due) };
  }

  /** Takes out the first timer that is due at `time`. */
  take(time: number): Due | undefined {
    return this.next !== undefined && this.next <= time ? this.#sorted.shift() : undefined;
  }

  clear(): void {
    this.#sorted.length = 0;
  }

  #placeOf(time: number): number {
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#sorted[middle]?.time ?? 0) <= time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #remove(due: Due): void {
    const index = this.#sorted.indexOf(due);
    if (index >= 0) this.#sorted.splice(index, 1);
  }
}
