import { setImmediate as breathe } from 'node:timers/promises';

/** Clears items in small steps, so that other work can continue in between. */
export class Leftovers {
  readonly #clearSome: () => boolean;
  #isClearing = false;
  #hasStopped = false;

  /** @param clearSome returns false when nothing was left */
  constructor(clearSome: () => boolean) {
    this.#clearSome = clearSome;
  }

  /** Starts or continues. */
  clear(): void {
    if (this.#isClearing) return;
    this.#isClearing = true;
    void this.#run();
  }

  /** Stops. The next start clears the rest. */
  stop(): void {
    this.#hasStopped = true;
  }

  async #run(): Promise<void> {
    do await breathe();
    while (!this.#hasStopped && this.#clearSome());
    this.#isClearing = false;
  }
}
