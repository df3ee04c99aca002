import { hashOf } from '../../core/canonical-json.ts';
import { HOUR } from '../../core/schedules/wall-time.ts';
import type { ResponseRule } from '../config/evaluation.ts';
import type { Command, EntryState, State } from '../store/scheduler-state.ts';

/** Responses of one run: what a transaction of a table can take away at once. */
export const MOST_IN_BATCH = 100;

/** Responses of one rule that may wait, twenty full runs: when more come than its cap takes, the oldest are left out. */
export const MOST_WAITING_RESPONSES = 2_000;

/** What the state of a rule calls its schedule: it has none. */
export const RESPONSES_SCHEDULE = 'responses';

const BLANK: EntryState = { schedule: RESPONSES_SCHEDULE, since: 0, active: [], waiting: [], starts: [] };

/**
 * Makes runs of the responses that wait, many in one, as many runs as the hour has room for; the others go on waiting. Those of runs that
 * are decided already are left alone. Returns the very same state when there is nothing to do.
 * @param waiting responses by the name of their rule, the oldest first, read after the state
 */
export function planBatches(
  rules: readonly ResponseRule[],
  state: State,
  waiting: ReadonlyMap<string, readonly string[]>,
  now: number,
): State {
  const todos: Command[] = [];
  const entries: Record<string, EntryState> = {};
  for (const { name, maxHourlyRuns = Number.POSITIVE_INFINITY } of rules) {
    const before = state.entries[name] ?? BLANK;
    const starts = before.starts.filter((moment) => now - moment < HOUR);
    const left = undecided(name, waiting.get(name) ?? [], state);
    while (!before.paused && left.length > 0 && starts.length < maxHourlyRuns) {
      const responses = left.splice(0, MOST_IN_BATCH);
      const id = `evaluation/${name}/responses/${hashOf(responses).slice(0, 32)}`;
      todos.push({ do: 'batch', id, name, at: now, responses });
      if (maxHourlyRuns !== Number.POSITIVE_INFINITY) starts.push(now);
      entries[name] = { ...before, starts };
    }
    todos.push(...tooMany(name, left, now));
  }
  if (todos.length === 0) return state;
  return { entries: { ...state.entries, ...entries }, outbox: [...state.outbox, ...todos] };
}

/** Those that nothing will have room for soon. */
function tooMany(name: string, left: readonly string[], at: number): Command[] {
  const over = left.slice(0, Math.max(0, left.length - MOST_WAITING_RESPONSES));
  if (over.length === 0) return [];
  const id = `evaluation/${name}/too-many/${hashOf(over).slice(0, 32)}`;
  return [{ do: 'drop', id, name, at, responses: over }];
}

function undecided(name: string, waiting: readonly string[], { outbox }: State): string[] {
  const decided = new Set(outbox.flatMap((todo) => ('responses' in todo && todo.name === name ? todo.responses : [])));
  return waiting.filter((response) => !decided.has(response));
}
