import { checkEvaluations } from '../../shared/evaluations/config/check-evaluations.ts';
import type { Evaluation, EvaluationConfig } from '../../shared/evaluations/config/evaluation.ts';
import { cron } from '../../shared/evaluations/config/when.ts';
import type { TickServices } from '../../shared/evaluations/scheduler/scheduler-tick.ts';
import type { StateFile } from '../../shared/evaluations/store/scheduler-state.ts';
import { type Command, EMPTY, type State } from '../../shared/evaluations/store/scheduler-state.ts';

export const config = (changes: Partial<EvaluationConfig> = {}): EvaluationConfig => ({
  eval: 'eval_1',
  when: cron('0 * * * *'),
  data: { items: [{ query: 'q' }] },
  jitter: 'PT0S',
  ...changes,
});

export function entry(name: string, changes: Partial<EvaluationConfig> = {}): Evaluation {
  const { entries, refused } = checkEvaluations({ [name]: config(changes) });
  const [made] = entries;
  if (made === undefined) throw new Error(refused.flatMap(({ problems }) => problems).join('; '));
  return made;
}

/** A process that dies: nothing after it happens. */
export class Crash extends Error {}

/** State in memory, with the rule that only a write on what is there goes through; hosts of it may crash at any request. */
export class World {
  now: number;
  stored: { state: State; etag: number } = { state: EMPTY, etag: 0 };
  readonly started = new Map<string, number>();
  readonly leftOut = new Map<string, Command & { do: 'account' }>();
  requests = 0;
  ended: (id: string) => boolean = () => true;
  /** Called before and after every request; throws Crash where a process dies. */
  fate: () => void = () => {};

  constructor(now: number) {
    this.now = now;
  }

  services(): TickServices {
    const around = async <T>(work: () => T): Promise<T> => {
      this.fate();
      this.requests += 1;
      await Promise.resolve();
      const result = work();
      this.fate();
      return result;
    };
    const file: StateFile = {
      read: () => around(() => ({ state: structuredClone(this.stored.state), etag: `${this.stored.etag}` })),
      write: (state, etag) =>
        around(() => {
          if (etag !== `${this.stored.etag}`) return false;
          this.stored = { state: structuredClone(state), etag: this.stored.etag + 1 };
          return true;
        }),
    };
    return {
      file,
      now: () => this.now,
      log: { info: () => {}, warn: () => {}, error: () => {} },
      waiting: async () => [],
      ended: async (ids) => new Set(ids.filter((id) => this.ended(id))),
      execute: (todo) =>
        around(() => {
          // A message may come twice: its job is started once, for the occurrence is the job's key.
          if (todo.do === 'start') this.started.set(todo.id, this.started.get(todo.id) ?? this.now);
          else if (todo.do === 'account') this.leftOut.set(todo.id, todo);
        }),
    };
  }
}
