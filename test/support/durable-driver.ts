import { createRequire } from 'node:module';
import path from 'node:path';

/** One event of an orchestration's history, as the extension hands it to the library. */
export interface HistoryEvent {
  readonly EventType: number;
  readonly EventId: number;
  readonly IsPlayed: boolean;
  readonly Timestamp: string;
  readonly [field: string]: unknown;
}

/** Input of an orchestrator at one step. */
export interface OrchestratorInput {
  readonly instanceId: string;
  readonly input: unknown;
  readonly history: readonly HistoryEvent[];
}

interface Action {
  readonly actionType: number;
  readonly functionName?: string;
  readonly input?: unknown;
  readonly fireAt?: string;
  readonly isCanceled?: boolean;
  readonly compoundActions?: readonly Action[];
}

export interface OrchestratorState {
  readonly isDone: boolean;
  readonly actions: readonly (readonly Action[])[];
  readonly output?: unknown;
  readonly error?: string;
}

type Orchestrator = (input: unknown, context: object) => Promise<OrchestratorState>;
type Handler = (context: never) => Generator<unknown, unknown, unknown>;

const requireHere = createRequire(path.join(import.meta.dirname, 'durable-driver.ts'));

/** The library's own way from a generator to a function that replays a history. */
export function orchestratorOf(handler: Handler): Orchestrator {
  const library: unknown = requireHere('durable-functions/lib/src/util/testingUtils');
  return (library as { createOrchestrator(handler: Handler): Orchestrator }).createOrchestrator(handler);
}

/** Input of the orchestrator beside its history. */
const SETTINGS = {
  isReplaying: false,
  parentInstanceId: null,
  upperSchemaVersion: 1,
  upperSchemaVersionNew: 3,
  longRunningTimerIntervalDuration: '3.00:00:00',
  maximumShortTimerDuration: '6.00:00:00',
  defaultHttpAsyncRequestSleepTimeMillseconds: 30000,
};

/** Replays a history from its start, as every step does. The library changes what it is given: it gets a copy. */
export function replay(orchestrator: Orchestrator, input: OrchestratorInput): Promise<OrchestratorState> {
  return orchestrator(structuredClone({ ...SETTINGS, ...input }), { df: undefined });
}

export interface DriverOptions {
  readonly instanceId: string;
  readonly input: unknown;
  /** Milliseconds since 1970 at which the orchestration starts. */
  readonly start: number;
  /** Runs an activity at a moment of the driver's clock; may take time on it by `took`. */
  readonly activity: (name: string, input: unknown, now: number) => Promise<{ result: unknown; took?: number }>;
  /** External events, and when they come. */
  readonly events?: readonly { readonly at: number; readonly name: string; readonly data: unknown }[];
  /** Told of every move of the clock, before anything happens at that moment. */
  readonly moved?: (now: number) => Promise<void>;
  /** The orchestration is left alone after so many steps of the orchestrator. */
  readonly mostSteps?: number;
}

export interface Driven {
  readonly output: unknown;
  readonly error?: string;
  readonly ended: boolean;
  /** When it ended, on the driver's clock. */
  readonly at: number;
  /** Everything the orchestrator was handed, step by step. */
  readonly steps: readonly OrchestratorInput[];
  readonly counts: DrivenCounts;
}

export interface DrivenCounts {
  readonly orchestrator: number;
  readonly activities: number;
  readonly timers: number;
  readonly histories: number;
  readonly longestHistory: number;
}

/**
 * Runs an orchestration with the real library on a clock that jumps from event to event: months pass in moments. It replays the
 * whole history at every step, as the extension does without extended sessions, and fails where a replay decides anew.
 */
export async function drive(handler: Handler, options: DriverOptions): Promise<Driven> {
  const { instanceId, start, activity, moved, mostSteps = 1_000_000 } = options;
  const orchestrator = orchestratorOf(handler);
  const events = [...(options.events ?? [])].sort((a, b) => a.at - b.at);
  const steps: OrchestratorInput[] = [];
  const counts = { orchestrator: 0, activities: 0, timers: 0, histories: 0, longestHistory: 0 };
  let now = start;
  let input = options.input;

  for (;;) {
    counts.histories += 1;
    const history: HistoryEvent[] = [
      event(12, now),
      event(0, now, {
        Name: 'driven',
        Input: JSON.stringify(input),
        OrchestrationInstance: { InstanceId: instanceId },
      }),
    ];
    const scheduled: string[] = [];
    const timers = new Map<number, number>();
    let again: { readonly input: unknown } | undefined;

    while (again === undefined) {
      const step = { instanceId, input, history: structuredClone(history) };
      steps.push(step);
      counts.orchestrator += 1;
      counts.longestHistory = Math.max(counts.longestHistory, history.length);
      const state = await replay(orchestrator, step);
      const actions = flat(state.actions.flat());
      const next = actions.find(({ actionType }) => actionType === 4);
      if (state.isDone || counts.orchestrator >= mostSteps) {
        if (next === undefined || counts.orchestrator >= mostSteps) {
          const error = state.error === undefined ? {} : { error: state.error };
          return { output: state.output, ...error, ended: state.isDone && next === undefined, at: now, steps, counts };
        }
        again = { input: next.input };
        break;
      }
      const tasks = actions.filter(({ actionType }) => actionType === 0 || actionType === 5);
      checkReplay(scheduled, tasks);
      const due: { id: number; name: string; input: unknown }[] = [];
      for (const [id, action] of tasks.entries()) {
        if (action.isCanceled) timers.delete(id);
        if (id < scheduled.length) continue;
        scheduled.push(signature(action));
        if (action.actionType === 0) {
          history.push(event(4, now, { Name: action.functionName, Input: JSON.stringify(action.input) }, id));
          due.push({ id, name: `${action.functionName}`, input: action.input });
        } else {
          counts.timers += 1;
          timers.set(id, Date.parse(`${action.fireAt}`));
          history.push(event(10, now, { FireAt: action.fireAt }, id));
        }
      }
      history.push(event(13, now));

      for (const { id, name, input: given } of due) {
        counts.activities += 1;
        const { result, took = 0 } = await activity(name, structuredClone(given), now);
        // What comes while an activity is at work stands in the history before its result.
        while (events[0] !== undefined && events[0].at <= now + took) {
          const { at, name: raised, data } = events.shift() ?? { at: now, name: '', data: null };
          history.push(event(12, at), event(15, at, { Name: raised, Input: JSON.stringify(data) }), event(13, at));
        }
        now += took;
        history.push(event(12, now), event(5, now, { TaskScheduledId: id, Result: JSON.stringify(result) }));
      }
      if (due.length > 0) continue;

      const [timer] = [...timers].sort(([, a], [, b]) => a - b);
      const raised = events[0];
      if (raised !== undefined && (timer === undefined || raised.at <= timer[1])) {
        events.shift();
        now = Math.max(now, raised.at);
        await moved?.(now);
        history.push(event(12, now), event(15, now, { Name: raised.name, Input: JSON.stringify(raised.data) }));
      } else if (timer !== undefined) {
        timers.delete(timer[0]);
        now = Math.max(now, timer[1]);
        await moved?.(now);
        history.push(event(12, now), event(11, now, { TimerId: timer[0], FireAt: new Date(timer[1]).toISOString() }));
      } else {
        return { output: undefined, ended: false, at: now, steps, counts };
      }
    }
    input = again.input;
  }
}

/** The tasks of all actions, those within a wait for several included, in the order in which the library numbers them. */
function flat(actions: readonly Action[]): Action[] {
  return actions.flatMap((action) => (action.compoundActions ? flat(action.compoundActions) : [action]));
}

const signature = ({ actionType, functionName = '', fireAt = '' }: Action) => `${actionType} ${functionName} ${fireAt}`;

function checkReplay(scheduled: readonly string[], tasks: readonly Action[]): void {
  for (const [id, before] of scheduled.entries()) {
    const now = tasks[id] && signature(tasks[id]);
    if (now !== before) throw new Error(`Replay decided anew: task ${id} was "${before}" and is "${now}".`);
  }
}

function event(type: number, at: number, fields: Readonly<Record<string, unknown>> = {}, id = -1): HistoryEvent {
  return { EventType: type, EventId: id, IsPlayed: false, Timestamp: new Date(at).toISOString(), ...fields };
}
