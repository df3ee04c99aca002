import type { HostClock } from '../../clock/host-clock.ts';
import type { DurableStore } from '../store/durable-store.ts';

/** Wakes instances when messages that were sent for later (timers above all) become visible. Sleeps in between. */
export class DueMessages {
  readonly #store: DurableStore;
  readonly #clock: HostClock;
  readonly #wake: (instanceIds: readonly string[]) => void;
  /** Everything visible until then has been looked at. */
  #sweptUntil = -1;
  #next = Number.POSITIVE_INFINITY;
  #cancel = () => {};

  constructor(store: DurableStore, clock: HostClock, wake: (instanceIds: readonly string[]) => void) {
    this.#store = store;
    this.#clock = clock;
    this.#wake = wake;
  }

  sweep(): void {
    const now = this.#clock.now();
    const due = this.#store.instancesDue(this.#sweptUntil, now);
    this.#sweptUntil = now;
    this.#next = Number.POSITIVE_INFINITY;
    this.rearm();
    this.#wake(due);
  }

  /** Call it when messages may have been added. */
  rearm(): void {
    // A clock that was set back must not make messages invisible.
    this.#sweptUntil = Math.min(this.#sweptUntil, this.#clock.now());
    const next = this.#store.nextMessageAfter(this.#sweptUntil);
    if (next === undefined || next >= this.#next) return;
    this.#cancel();
    this.#next = next;
    this.#cancel = this.#clock.at(next, () => this.sweep());
  }

  close(): void {
    this.#cancel();
  }
}
