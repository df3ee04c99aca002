import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { type HostClock, systemClock } from './host-clock.ts';

/**
 * A clock that runs with the system clock, some milliseconds ahead. When it is advanced, the callbacks that fall due
 * run in order, each at its own time and with all its consequences before the next.
 */
export class TestClock implements HostClock {
  readonly #waits = new Set<{ readonly time: number; readonly callback: () => void; cancel: () => void }>();
  readonly #participants: (() => Promise<void>)[] = [];
  readonly #file: string | undefined;
  readonly #system: HostClock;
  #ahead: number;
  #advancing: Promise<void> = Promise.resolve();

  /**
   * @param file keeps the lead over restarts, because stored times must not lie in the future again
   * @param ahead initial lead in milliseconds
   */
  constructor(file?: string, system: HostClock = systemClock, ahead = 0) {
    this.#file = file;
    this.#system = system;
    this.#ahead = file && existsSync(file) ? Number(readFileSync(file, 'utf8')) : ahead;
  }

  now(): number {
    return this.#system.now() + this.#ahead;
  }

  ahead(): number {
    return this.#ahead;
  }

  at(time: number, callback: () => void): () => void {
    const wait = { time, callback, cancel: () => {} };
    this.#waits.add(wait);
    this.#arm(wait);
    return () => {
      wait.cancel();
      this.#waits.delete(wait);
    };
  }

  join(settle: () => Promise<void>): void {
    this.#participants.push(settle);
  }

  /** Advances the time and resolves when everything that fell due has happened. */
  advance(milliseconds: number): Promise<void> {
    this.#advancing = this.#advancing.then(() => this.#advance(this.now() + milliseconds));
    return this.#advancing;
  }

  async #advance(target: number): Promise<void> {
    await this.#settle();
    for (;;) {
      const next = Math.min(target, ...[...this.#waits].map((wait) => wait.time));
      this.#moveTo(next);
      await this.#settle();
      if (this.now() >= target) return;
    }
  }

  #moveTo(time: number): void {
    this.#ahead += Math.max(0, time - this.now());
    if (this.#file) writeFileSync(this.#file, `${this.#ahead}`);
    for (const wait of [...this.#waits]) {
      wait.cancel();
      if (wait.time <= this.now()) this.#fire(wait);
      else this.#arm(wait);
    }
  }

  #arm(wait: { readonly time: number; readonly callback: () => void; cancel: () => void }): void {
    wait.cancel = this.#system.at(wait.time - this.#ahead, () => this.#fire(wait));
  }

  #fire(wait: { readonly time: number; readonly callback: () => void; cancel: () => void }): void {
    if (this.#waits.delete(wait)) wait.callback();
  }

  async #settle(): Promise<void> {
    for (const settle of this.#participants) await settle();
  }
}
