import { messageOf } from '../../core/errors.ts';
import { hashOf } from '../../jobs/store/job-id.ts';
import type { Evaluation } from '../config/evaluation.ts';
import { EntryPlan } from './entry-plan.ts';
import { occurrencesBetween } from './occurrences.ts';
import type { EntryState, State, Todo } from './state.ts';

/** An occurrence that comes to light later than this was missed: what becomes of it is the catch-up policy's business. */
export const LATE_AFTER_MS = 5 * 60_000;

/** Occurrences of one entry that one tick looks at; what is left comes with the next one. */
export const MOST_AT_ONCE = 10_000;

export interface Planned {
  readonly state: State;
  /** Nothing of the state has to be written. */
  readonly unchanged: boolean;
  /** Entries that could not be planned, and why. The others go on. */
  readonly problems: ReadonlyMap<string, string>;
}

/**
 * Decides what is due: what is to be started and what is left out, and why, with the state that follows from it. Whoever gets to
 * write that state has made the decision; the same state read by somebody else at the same time leads to a write that fails.
 */
export function plan(entries: readonly Evaluation[], state: State, now: number, ended: ReadonlySet<string>): Planned {
  const next: Record<string, EntryState> = {};
  const todos: Todo[] = [];
  const problems = new Map<string, string>();
  let unchanged = true;
  for (const entry of entries) {
    const before = state.entries[entry.name];
    try {
      const planned = planEntry(entry, before, now, ended);
      next[entry.name] = planned.state;
      todos.push(...planned.todos);
      if (planned.state !== before) unchanged = false;
    } catch (error) {
      problems.set(entry.name, messageOf(error));
      if (before !== undefined) next[entry.name] = before;
    }
  }
  // An entry that is out of the config for now, or wrong for now, is not forgotten.
  return {
    state: { entries: { ...state.entries, ...next }, outbox: [...state.outbox, ...todos] },
    unchanged,
    problems,
  };
}

/** What a cursor belongs to. A schedule that was changed, or was off, is not made up for. */
export const scheduleOf = ({ when, enabled }: Evaluation): string => hashOf([when, enabled]).slice(0, 16);

export const isDue = (entry: Evaluation, state: EntryState | undefined, now: number): boolean =>
  state !== undefined &&
  entry.enabled &&
  !state.paused &&
  (state.waiting.length > 0 || occurrencesBetween(entry.when, state.since, now, 1).found.length > 0);

function planEntry(
  entry: Evaluation,
  before: EntryState | undefined,
  now: number,
  ended: ReadonlySet<string>,
): { readonly state: EntryState; readonly todos: readonly Todo[] } {
  const schedule = scheduleOf(entry);
  if (before?.schedule !== schedule) {
    const kept = before === undefined ? { active: [], starts: [] } : before;
    return { state: { ...kept, schedule, since: now, waiting: [] }, todos: [] };
  }
  if (!isDue(entry, before, now)) return { state: before, todos: [] };
  const { found, more } = occurrencesBetween(entry.when, before.since, now, MOST_AT_ONCE);
  const late = found.filter((moment) => moment < now - LATE_AFTER_MS);
  const timely = found.slice(late.length);
  const plan = new EntryPlan(entry, before, now, ended);
  plan.startWaiting();
  if (entry.catchUp === 'all') plan.catchUp(late);
  else if (entry.catchUp === 'latest' && timely.length === 0 && !more && late.length > 0) {
    plan.leaveOut('missed', late.slice(0, -1));
    plan.start(late.slice(-1));
  } else plan.leaveOut('missed', late);
  plan.start(timely);
  return plan.result(found.at(-1) ?? before.since);
}
