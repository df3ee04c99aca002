import type { HostClock } from '../../clock/host-clock.ts';
import type { DurableStore } from '../store/durable-store.ts';

/** Wakes instances when their delayed messages (timers above all) become visible. */
export class DueMessages {
  readonly #store: DurableStore;
  readonly #clock: HostClock;
  readonly #wake: (instanceIds: readonly string[]) => void;
  /** All messages visible until this time have been handled. */
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

  /** Call it after messages may have been added. */
  rearm(): void {
    // Messages must stay visible when the system clock is set back.
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
