import { hashOf } from '../../core/hash.ts';
import { HOUR } from '../../core/schedules/wall-time.ts';
import type { ResponseRule } from '../config/evaluation.ts';
import type { Command, EntryState, State } from '../store/scheduler-state.ts';

/** Responses of one run: one table transaction can remove them. */
export const MOST_IN_BATCH = 100;

/** Responses of one rule that may wait: twenty full runs. Beyond that the oldest are skipped. */
export const MOST_WAITING_RESPONSES = 2_000;

/** Schedule name of a rule in the state. */
export const RESPONSES_SCHEDULE = 'responses';

const BLANK: EntryState = { schedule: RESPONSES_SCHEDULE, since: 0, active: [], waiting: [], starts: [] };

/**
 * Combines waiting responses into runs, as many as the hourly limit allows. Responses of decided runs are left out.
 * @param waiting responses by the name of their rule, oldest first, read after the state
 * @returns the same object when nothing changed
 */
export function planBatches(
  rules: readonly ResponseRule[],
  state: State,
  waiting: ReadonlyMap<string, readonly string[]>,
  now: number,
): State {
  const commands: Command[] = [];
  const entries: Record<string, EntryState> = {};
  for (const { name, maxHourlyRuns = Number.POSITIVE_INFINITY } of rules) {
    const before = state.entries[name] ?? BLANK;
    const starts = before.starts.filter((moment) => now - moment < HOUR);
    const left = undecided(name, waiting.get(name) ?? [], state);
    while (!before.paused && left.length > 0 && starts.length < maxHourlyRuns) {
      const responses = left.splice(0, MOST_IN_BATCH);
      const id = `evaluation/${name}/responses/${hashOf(responses).slice(0, 32)}`;
      commands.push({ do: 'batch', id, name, at: now, responses });
      if (maxHourlyRuns !== Number.POSITIVE_INFINITY) starts.push(now);
      entries[name] = { ...before, starts };
    }
    commands.push(...tooMany(name, left, now));
  }
  if (commands.length === 0) return state;
  return { entries: { ...state.entries, ...entries }, outbox: [...state.outbox, ...commands] };
}

/** Returns a command that drops responses beyond the limit. */
function tooMany(name: string, left: readonly string[], at: number): Command[] {
  const over = left.slice(0, Math.max(0, left.length - MOST_WAITING_RESPONSES));
  if (over.length === 0) return [];
  const id = `evaluation/${name}/too-many/${hashOf(over).slice(0, 32)}`;
  return [{ do: 'drop', id, name, at, responses: over }];
}

function undecided(name: string, waiting: readonly string[], { outbox }: State): string[] {
  const decided = new Set(
    outbox.flatMap((command) => ('responses' in command && command.name === name ? command.responses : [])),
  );
  return waiting.filter((response) => !decided.has(response));
}
