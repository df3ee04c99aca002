import { messageOf } from '../../core/errors.ts';
import { hashOf } from '../../core/hash.ts';
import type { Evaluation } from '../config/evaluation.ts';
import { occurrencesBetween } from '../store/occurrences.ts';
import type { Command, EntryState, State } from '../store/scheduler-state.ts';
import { EntryPlan } from './entry-plan.ts';

/** Milliseconds after which an occurrence counts as missed, so that the catch-up policy applies. */
const LATE_AFTER_MS = 5 * 60_000;

/** Occurrences of one entry in one tick; the rest follows in the next. */
const MAX_OCCURRENCES_PER_TICK = 10_000;

interface Planned {
  readonly state: State;
  /** True when the state did not change. */
  readonly unchanged: boolean;
  /** Entries that could not be planned, with the reason. */
  readonly problems: ReadonlyMap<string, string>;
}

/**
 * Decides which occurrences start and which are skipped, and returns the new state. The decision counts once the state is written: of two
 * ticks that read the same state only one can write.
 */
export function plan(entries: readonly Evaluation[], state: State, now: number, ended: ReadonlySet<string>): Planned {
  const next: Record<string, EntryState> = {};
  const commands: Command[] = [];
  const problems = new Map<string, string>();
  let unchanged = true;
  for (const entry of entries) {
    const before = state.entries[entry.name];
    try {
      const planned = planEntry(entry, before, now, ended);
      next[entry.name] = planned.state;
      commands.push(...planned.commands);
      if (planned.state !== before) unchanged = false;
    } catch (error) {
      problems.set(entry.name, messageOf(error));
      if (before !== undefined) next[entry.name] = before;
    }
  }
  // The state of an entry that is missing from the config, or invalid, is kept.
  return {
    state: { entries: { ...state.entries, ...next }, outbox: [...state.outbox, ...commands] },
    unchanged,
    problems,
  };
}

/** Returns the identity of a schedule. Occurrences before a change, or while it was off, are not caught up. */
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
): { readonly state: EntryState; readonly commands: readonly Command[] } {
  const schedule = scheduleOf(entry);
  if (before?.schedule !== schedule) {
    const kept = before === undefined ? { active: [], starts: [] } : before;
    return { state: { ...kept, schedule, since: now, waiting: [] }, commands: [] };
  }
  if (!isDue(entry, before, now)) return { state: before, commands: [] };
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

/** Milliseconds for which the state of a removed entry is kept: it may return with its pause and its trend. */
export const STALE_ENTRY_RETENTION_MS = 30 * 86_400_000;

/**
 * Marks entries that left the config, unmarks those that returned, and forgets those that have been gone for long.
 * @param names all entries of the config, invalid ones included
 * @returns the same object when nothing changed
 */
export function removeStaleEntries(state: State, names: ReadonlySet<string>, now: number): State {
  const changed: [string, EntryState | undefined][] = [];
  const commands: Command[] = [];
  for (const [name, { gone, ...entry }] of Object.entries(state.entries)) {
    if (names.has(name)) {
      if (gone !== undefined) changed.push([name, entry]);
    } else if (gone === undefined) {
      changed.push([name, { ...entry, gone: now }]);
    } else if (now - gone >= STALE_ENTRY_RETENTION_MS) {
      changed.push([name, undefined]);
      commands.push({ do: 'forget', id: `evaluation/${name}/forget/${gone}`, name });
    }
  }
  if (changed.length === 0) return state;
  const entries = new Map<string, EntryState | undefined>([...Object.entries(state.entries), ...changed]);
  const kept = [...entries].flatMap(([name, entry]) => (entry === undefined ? [] : [[name, entry] as const]));
  return { entries: Object.fromEntries(kept), outbox: [...state.outbox, ...commands] };
}
