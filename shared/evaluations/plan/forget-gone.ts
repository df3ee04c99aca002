import type { EntryState, State, Todo } from './state.ts';

/** What is known of an entry that left the config is kept so long: it may come back, with its pause and its trend. */
export const KEPT_WHEN_GONE_MS = 30 * 86_400_000;

/**
 * Marks entries that the config has no more, takes the mark off those that are back, and lets go of those that have been gone for long.
 * Returns the very same state when there is nothing to do.
 * @param names all entries of the config, wrong ones among them
 */
export function forgetGone(state: State, names: ReadonlySet<string>, now: number): State {
  const changed: [string, EntryState | undefined][] = [];
  const todos: Todo[] = [];
  for (const [name, { gone, ...entry }] of Object.entries(state.entries)) {
    if (names.has(name)) {
      if (gone !== undefined) changed.push([name, entry]);
    } else if (gone === undefined) {
      changed.push([name, { ...entry, gone: now }]);
    } else if (now - gone >= KEPT_WHEN_GONE_MS) {
      changed.push([name, undefined]);
      todos.push({ do: 'forget', id: `evaluation/${name}/forget/${gone}`, name });
    }
  }
  if (changed.length === 0) return state;
  const entries = new Map<string, EntryState | undefined>([...Object.entries(state.entries), ...changed]);
  const kept = [...entries].flatMap(([name, entry]) => (entry === undefined ? [] : [[name, entry] as const]));
  return { entries: Object.fromEntries(kept), outbox: [...state.outbox, ...todos] };
}
