import { hashOf } from '../../core/canonical-json.ts';
import { messageOf } from '../../core/errors.ts';
import type { Evaluation } from '../config/evaluation.ts';
import { occurrencesBetween } from '../store/occurrences.ts';
import type { Command, EntryState, State } from '../store/scheduler-state.ts';
import { EntryPlan } from './entry-plan.ts';

/** An occurrence that comes to light later than this was missed: what becomes of it is the catch-up policy's business. */
const LATE_AFTER_MS = 5 * 60_000;

/** Occurrences of one entry that one tick looks at; what is left comes with the next one. */
const MAX_OCCURRENCES_PER_TICK = 10_000;

interface Planned {
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
  const todos: Command[] = [];
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
): { readonly state: EntryState; readonly todos: readonly Command[] } {
  const schedule = scheduleOf(entry);
  if (before?.schedule !== schedule) {
    const kept = before === undefined ? { active: [], starts: [] } : before;
    return { state: { ...kept, schedule, since: now, waiting: [] }, todos: [] };
  }
  if (!isDue(entry, before, now)) return { state: before, todos: [] };
  const { found, more } = occurrencesBetween(entry.when, before.since, now, MAX_OCCURRENCES_PER_TICK);
  const late = found.filter((moment) => moment < now - LATE_AFTER_MS);
  const timely = found.slice(late.length);
  const plan = new EntryPlan(entry, before, now, ended);
  plan.startWaiting();
  if (entry.catchUp === 'all') plan.catchUp(late);
  else if (entry.catchUp === 'latest' && timely.length === 0 && !more && late.length > 0) {
    plan.skip('missed', late.slice(0, -1));
    plan.start(late.slice(-1));
  } else plan.skip('missed', late);
  plan.start(timely);
  return plan.result(found.at(-1) ?? before.since);
}

/** What is known of an entry that left the config is kept so long: it may come back, with its pause and its trend. */
export const STALE_ENTRY_RETENTION_MS = 30 * 86_400_000;

/**
 * Marks entries that the config has no more, takes the mark off those that are back, and lets go of those that have been gone for long.
 * Returns the very same state when there is nothing to do.
 * @param names all entries of the config, wrong ones among them
 */
export function removeStaleEntries(state: State, names: ReadonlySet<string>, now: number): State {
  const changed: [string, EntryState | undefined][] = [];
  const todos: Command[] = [];
  for (const [name, { gone, ...entry }] of Object.entries(state.entries)) {
    if (names.has(name)) {
      if (gone !== undefined) changed.push([name, entry]);
    } else if (gone === undefined) {
      changed.push([name, { ...entry, gone: now }]);
    } else if (now - gone >= STALE_ENTRY_RETENTION_MS) {
      changed.push([name, undefined]);
      todos.push({ do: 'forget', id: `evaluation/${name}/forget/${gone}`, name });
    }
  }
  if (changed.length === 0) return state;
  const entries = new Map<string, EntryState | undefined>([...Object.entries(state.entries), ...changed]);
  const kept = [...entries].flatMap(([name, entry]) => (entry === undefined ? [] : [[name, entry] as const]));
  return { entries: Object.fromEntries(kept), outbox: [...state.outbox, ...todos] };
}
