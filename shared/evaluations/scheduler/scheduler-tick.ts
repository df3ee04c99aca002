import { forEachConcurrently } from '../../core/concurrency.ts';
import type { Evaluation, ResponseRule } from '../config/evaluation.ts';
import type { Command, State, StateFile, StoredState } from '../store/scheduler-state.ts';
import { isDue, plan, removeStaleEntries } from './plan.ts';
import { planBatches } from './response-batches.ts';

/** Dependencies of a tick. */
export interface TickServices {
  readonly file: StateFile;
  /** Returns the occurrences whose runs have ended. */
  ended(ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** Returns responses that wait for a run of a rule, oldest first. */
  waiting(rule: string): Promise<readonly string[]>;
  /** Executes a command. The same command may come more than once. */
  execute(command: Command, now: number): Promise<void>;
  readonly now: () => number;
  readonly log: { info(line: string): void; warn(line: string): void; error(line: string): void };
}

const MOST_TRIES = 10;
const AT_ONCE = 16;

/**
 * One tick: decides what is due since the last one, writes the commands, executes them, and removes them. After a crash the next tick finds the
 * commands. Two ticks at once cannot decide twice, because only one of them can write.
 * @param others entries that this app does not start: their state is kept
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
  services.log.warn('Evaluations: the state changes too often to be written now. The next tick continues.');
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

/** Returns the runs to check: only those that an occurrence waits for, so that an idle tick makes no request. */
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
  await forEachConcurrently(outbox, AT_ONCE, async (command) => {
    try {
      await services.execute(command, services.now());
      done.add(command.id);
    } catch (error) {
      services.log.error(`${command.id}: it stays on the list, the next tick tries again. ${String(error)}`);
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
