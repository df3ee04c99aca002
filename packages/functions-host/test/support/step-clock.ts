import { setImmediate } from 'node:timers/promises';

/** A clock for tests: time stands still until it is advanced. */
export class StepClock {
  #now: number;
  readonly #waiting = new Set<{ readonly moment: number; readonly work: () => void }>();

  constructor(start: number) {
    this.#now = start;
  }

  now = (): number => this.#now;

  at = (moment: number, work: () => void): (() => void) => {
    const entry = { moment, work };
    this.#waiting.add(entry);
    return () => this.#waiting.delete(entry);
  };

  /** Lets so many milliseconds pass; what falls due happens in its order, each with all that follows from it at once. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    await settled();
    for (let next = this.#next(end); next; next = this.#next(end)) {
      this.#waiting.delete(next);
      this.#now = Math.max(this.#now, next.moment);
      next.work();
      await settled();
    }
    this.#now = end;
  }

  #next(end: number) {
    return [...this.#waiting].filter(({ moment }) => moment <= end).sort((a, b) => a.moment - b.moment)[0];
  }
}

/** Lets promises that can settle do so. */
async function settled(): Promise<void> {
  await setImmediate();
  await setImmediate();
}
