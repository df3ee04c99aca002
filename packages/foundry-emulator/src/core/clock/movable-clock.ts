import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../../../../../shared/core/errors.ts';
import type { Log } from '../log.ts';
import type { Clock, Timer } from './clock.ts';
import { type Due, Timers } from './timers.ts';

/** The longest wait setTimeout knows. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/** Real milliseconds an advance waits for one timer's work before it goes on without it: nothing may hang. */
const PATIENCE_MS = 30_000;

/** State of a clock: its time at a moment of the machine's clock, and its speed. */
export interface ClockState {
  readonly real: number;
  readonly now: number;
  readonly scale: number;
  /** The emulator was stopped in good order: while it was down, time went by at its usual pace. */
  readonly stopped?: boolean;
}

/** The emulator's clock: runs with the machine's, faster, slower, or in leaps. */
export class MovableClock implements Clock {
  readonly #timers = new Timers();
  readonly #log: Log;
  readonly #save: (state: ClockState) => void;
  #state: ClockState;
  #alarm: NodeJS.Timeout | undefined;
  #advance: Promise<unknown> = Promise.resolve();
  #leaping = false;
  /** Work that the alarm started and that has not ended. A leap waits for it, since it may set the next timer. */
  readonly #underWay = new Set<Promise<void>>();

  constructor({
    log,
    kept,
    scale,
    now,
    save,
  }: {
    log: Log;
    kept?: ClockState | undefined;
    scale?: number | undefined;
    now?: number | undefined;
    save?: (state: ClockState) => void;
  }) {
    this.#log = log;
    this.#save = save ?? (() => {});
    const real = Date.now();
    this.#state = { real, now: now ?? (kept ? standsAt(kept, real) : real), scale: scale ?? kept?.scale ?? 1 };
    this.#save(this.#state);
  }

  get scale(): number {
    return this.#state.scale;
  }

  now(): number {
    return Math.floor(this.#leaping ? this.#state.now : standsAt(this.#state, Date.now()));
  }

  seconds(): number {
    return Math.floor(this.now() / 1000);
  }

  iso(): string {
    return new Date(this.now()).toISOString();
  }

  at(time: number, work: () => unknown): Timer {
    const timer = this.#timers.add({ time, work });
    this.#setAlarm();
    return timer;
  }

  after(ms: number, work: () => unknown): Timer {
    return this.at(this.now() + ms, work);
  }

  /** From now on `scale` seconds pass in one; 0 stops the clock, 1 is the usual pace. */
  setScale(scale: number): void {
    this.#set(this.now(), scale);
    this.#setAlarm();
  }

  /** Goes to `time` at once. All that falls due on the way happens first, in order, and is done when this resolves. */
  leapTo(time: number): Promise<void> {
    const leap = this.#advance.then(() => this.#leap(time));
    this.#advance = leap.catch(() => {});
    return leap;
  }

  /** No timer fires any more; the time is kept for the next start. */
  stop(): void {
    this.#clear();
    this.#save({ ...this.#state, real: Date.now(), now: this.now(), stopped: true });
  }

  /** Removes all timers and sets the time, by default to the machine's. */
  reset(scale = 1, now = Date.now()): void {
    this.#clear();
    this.#set(now, scale);
  }

  #clear(): void {
    this.#timers.clear();
    clearTimeout(this.#alarm);
  }

  async #leap(time: number): Promise<void> {
    const { scale } = this.#state;
    const start = this.now();
    this.#leaping = true;
    try {
      await this.#settle(Promise.all(this.#underWay));
      for (let due = this.#timers.take(time); due; due = this.#timers.take(time)) {
        this.#set(Math.max(start, due.time), scale);
        await this.#settle(this.#run(due));
      }
      this.#set(Math.max(start, time), scale);
    } finally {
      this.#leaping = false;
      this.#set(this.#state.now, scale);
      this.#setAlarm();
    }
  }

  #set(now: number, scale: number): void {
    this.#state = { real: Date.now(), now, scale };
    this.#save(this.#state);
  }

  #setAlarm(): void {
    clearTimeout(this.#alarm);
    const next = this.#timers.next;
    if (next === undefined || this.#leaping || this.scale === 0) return;
    const wait = Math.ceil((next - this.now()) / this.scale);
    this.#alarm = setTimeout(() => this.#ring(), Math.min(Math.max(wait, 0), MAX_TIMEOUT_MS));
    this.#alarm.unref();
  }

  #ring(): void {
    const now = this.now();
    for (let due = this.#timers.take(now); due; due = this.#timers.take(now)) {
      const work = this.#run(due);
      this.#underWay.add(work);
      void work.finally(() => this.#underWay.delete(work));
    }
    this.#setAlarm();
  }

  async #run({ work }: Due): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#log.error('a timer failed', { reason: messageOf(error) });
    }
  }

  async #settle(work: Promise<unknown>): Promise<void> {
    const patience = new AbortController();
    const late = sleep(PATIENCE_MS, 'late', { signal: patience.signal, ref: false }).catch(() => undefined);
    if ((await Promise.race([work, late])) === 'late') {
      this.#log.warn('the clock goes on without waiting longer for what fell due', { waitedMs: PATIENCE_MS });
    }
    patience.abort();
  }
}

function standsAt({ real, now, scale, stopped }: ClockState, at: number): number {
  // The machine's clock may be set back; this one never goes back.
  return now + Math.max(at - real, 0) * (stopped ? 1 : scale);
}
