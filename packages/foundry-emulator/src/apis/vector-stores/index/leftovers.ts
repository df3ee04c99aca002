import { setImmediate as breathe } from 'node:timers/promises';

/** Clears something away a little at a time, so that others get their turn in between. */
export class Leftovers {
  readonly #clearSome: () => boolean;
  #isClearing = false;
  #hasStopped = false;

  /** @param clearSome returns whether there was anything to clear */
  constructor(clearSome: () => boolean) {
    this.#clearSome = clearSome;
  }

  /** Begins, or goes on. */
  clear(): void {
    if (this.#isClearing) return;
    this.#isClearing = true;
    void this.#run();
  }

  /** What is left is cleared after the next start. */
  stop(): void {
    this.#hasStopped = true;
  }

  async #run(): Promise<void> {
    do await breathe();
    while (!this.#hasStopped && this.#clearSome());
    this.#isClearing = false;
  }
}
