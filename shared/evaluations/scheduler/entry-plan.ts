import { HOUR } from '../../core/schedules/wall-time.ts';
import type { Evaluation } from '../config/evaluation.ts';
import { occurrenceId, shareOf } from '../store/occurrences.ts';
import type { Command, EntryState, SkipReason } from '../store/scheduler-state.ts';

/** Milliseconds after which a run counts as ended: a day for the job, and a margin. */
export const LONGEST_RUN_MS = 30 * HOUR;

/** Occurrences of one entry that may wait for the run before. */
const MOST_WAITING = 1_000;

/** The decisions for one entry in one tick. */
export class EntryPlan {
  readonly #entry: Evaluation;
  readonly #before: EntryState;
  readonly #now: number;
  readonly #commands: Command[] = [];
  #active: EntryState['active'];
  #waiting: number[];
  #starts: number[];

  constructor(entry: Evaluation, before: EntryState, now: number, ended: ReadonlySet<string>) {
    this.#entry = entry;
    this.#before = before;
    this.#now = now;
    this.#active = before.active.filter(({ id, at }) => !ended.has(id) && now - at < LONGEST_RUN_MS);
    this.#waiting = [...before.waiting];
    this.#starts = before.starts.filter((moment) => now - moment < HOUR);
  }

  /** Starts occurrences that waited; they go first. */
  startWaiting(): void {
    while (this.#isFree() && this.#hasRoom() && this.#waiting[0] !== undefined) this.#claim(this.#waiting.shift() ?? 0);
  }

  start(occurrences: readonly number[]): void {
    this.#take(occurrences, this.#entry.overlap === 'queue');
  }

  /** Starts missed occurrences one after another: started in parallel, all but the first would be skipped. */
  catchUp(occurrences: readonly number[]): void {
    this.#take(occurrences, this.#entry.overlap !== 'allow');
  }

  skip(why: SkipReason, occurrences: readonly number[]): void {
    const [first, last] = [occurrences[0], occurrences.at(-1)];
    if (first === undefined || last === undefined) return;
    const { name } = this.#entry;
    const id = `${occurrenceId(name, first)}/${why}`;
    this.#commands.push({ do: 'account', id, name, why, first, last, count: occurrences.length });
  }

  result(since: number): { readonly state: EntryState; readonly commands: readonly Command[] } {
    const state = { ...this.#before, since, active: this.#active, waiting: this.#waiting, starts: this.#starts };
    return { state, commands: this.#commands };
  }

  #take(occurrences: readonly number[], waits: boolean): void {
    const left = new Map<SkipReason, number[]>();
    for (const moment of occurrences) {
      const why = !this.#isFree() || this.#waiting.length > 0 ? 'overlap' : this.#hasRoom() ? undefined : 'hourly cap';
      if (why === undefined) this.#claim(moment);
      else if (waits && this.#waiting.length < MOST_WAITING) this.#waiting.push(moment);
      else {
        const reason = waits ? 'too many' : why;
        left.set(reason, [...(left.get(reason) ?? []), moment]);
      }
    }
    for (const [why, moments] of left) this.skip(why, moments);
  }

  #isFree(): boolean {
    return this.#entry.overlap === 'allow' || this.#active.length === 0;
  }

  #hasRoom(): boolean {
    return this.#starts.length < (this.#entry.maxHourlyRuns ?? Number.POSITIVE_INFINITY);
  }

  #claim(moment: number): void {
    const { name, jitter, overlap } = this.#entry;
    const id = occurrenceId(name, moment);
    const notBefore = this.#now + Math.floor(shareOf(id) * jitter);
    this.#commands.push({ do: 'start', id, name, at: moment, notBefore });
    if (overlap !== 'allow') this.#active = [...this.#active, { id, at: this.#now }];
    if (this.#entry.maxHourlyRuns !== undefined) this.#starts.push(this.#now);
  }
}
