import { forEachConcurrently } from '../../core/concurrency.ts';
import type { Evaluation, ResponseRule } from '../config/evaluation.ts';
import type { Command, State, StateFile, StoredState } from '../store/scheduler-state.ts';
import { isDue, plan, removeStaleEntries } from './plan.ts';
import { planBatches } from './response-batches.ts';

/** What a tick works with. */
export interface TickServices {
  readonly file: StateFile;
  /** Which of these occurrences' runs have ended. */
  ended(ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** Responses that wait for a run of a rule, the oldest first. */
  waiting(rule: string): Promise<readonly string[]>;
  /** Does what was decided. May be asked for the same thing more than once. */
  execute(todo: Command, now: number): Promise<void>;
  readonly now: () => number;
  readonly log: { info(line: string): void; warn(line: string): void; error(line: string): void };
}

const MOST_TRIES = 10;
const AT_ONCE = 16;

/**
 * One tick: finds out what is due since the last one, writes down what is decided, does it, and strikes it off. A crash anywhere leaves it
 * written down for the next tick; two ticks at once cannot decide the same thing twice, for only one of them gets to write.
 * @param others entries of the config that this app does not carry out: what is known of them is kept
 */
export async function schedulerTick(
  entries: readonly Evaluation[],
  services: TickServices,
  rules: readonly ResponseRule[] = [],
  others: readonly { readonly name: string }[] = [],
): Promise<void> {
  const names = new Set([...entries, ...rules, ...others].map(({ name }) => name));
  for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
    const decided = await decide(entries, rules, names, services);
    if (decided === undefined) continue;
    await executeAll(decided.outbox, services);
    return;
  }
  services.log.warn('Evaluations: others write the state all the time. The next tick goes on.');
}

async function decide(
  entries: readonly Evaluation[],
  rules: readonly ResponseRule[],
  names: ReadonlySet<string>,
  services: TickServices,
): Promise<State | undefined> {
  const stored = await services.file.read();
  const now = services.now();
  const ended = await services.ended(toLookAt(entries, stored, now));
  const { state: planned, unchanged, problems } = plan(entries, stored.state, now, ended);
  for (const [name, problem] of problems) services.log.error(`evaluations.${name} could not be planned: ${problem}`);
  const waiting = new Map<string, readonly string[]>();
  for (const { name } of rules) waiting.set(name, await services.waiting(name));
  const state = removeStaleEntries(planBatches(rules, planned, waiting, now), names, now);
  if (unchanged && state === planned) return stored.state;
  return (await services.file.write(state, stored.etag)) ? state : undefined;
}

/** Runs are asked about only where something waits for their end: an idle tick asks nothing. */
function toLookAt(entries: readonly Evaluation[], { state }: StoredState, now: number): string[] {
  return entries.flatMap((entry) => {
    const known = state.entries[entry.name];
    return known !== undefined && known.active.length > 0 && isDue(entry, known, now)
      ? known.active.map(({ id }) => id)
      : [];
  });
}

async function executeAll(outbox: readonly Command[], services: TickServices): Promise<void> {
  if (outbox.length === 0) return;
  const done = new Set<string>();
  await forEachConcurrently(outbox, AT_ONCE, async (todo) => {
    try {
      await services.execute(todo, services.now());
      done.add(todo.id);
    } catch (error) {
      services.log.error(`${todo.id}: it stays on the list, the next tick tries again. ${String(error)}`);
    }
  });
  await strikeOff(done, services);
}

async function strikeOff(done: ReadonlySet<string>, { file }: TickServices): Promise<void> {
  for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
    const { state, etag } = await file.read();
    const outbox = state.outbox.filter(({ id }) => !done.has(id));
    if (outbox.length === state.outbox.length || (await file.write({ ...state, outbox }, etag))) return;
  }
}
