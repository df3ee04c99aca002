import type { HistoryEvent, JsonText } from '../history/history-event.ts';

export type RuntimeStatus = 'Pending' | 'Running' | 'Suspended' | 'Completed' | 'Failed' | 'Terminated';

/** The row of an orchestration or an entity. An entity is always Running, and `input` holds its state. */
export interface Instance {
  readonly id: string;
  readonly executionId: string;
  /** As the caller spelled it. */
  readonly name: string;
  readonly status: RuntimeStatus;
  /** Milliseconds, as `updated`. */
  readonly created: number;
  readonly updated: number;
  readonly input: JsonText | null;
  /** JSON of the output, or plain text: a failure, or why it was terminated, suspended or resumed. */
  readonly output: string | null;
  readonly customStatus: JsonText | null;
  /** How often a client started this id again; null when an orchestration started it. */
  readonly generation: number | null;
}

/** Something for an orchestration or entity to take up at its next step. */
export interface Message {
  readonly instanceId: string;
  /** The execution it is meant for; for whichever there is when null. */
  readonly executionId: string | null;
  /** Not before, in milliseconds. */
  readonly visibleAt: number;
  readonly event: HistoryEvent;
}

export interface StoredMessage extends Message {
  readonly id: number;
}

/** An activity to run. It is stored until its result is. */
export interface Task {
  readonly instanceId: string;
  readonly executionId: string;
  /** Its number in the orchestration's history. */
  readonly taskId: number;
  readonly name: string;
  readonly input: JsonText | null;
}

export interface StoredTask extends Task {
  readonly id: number;
  /** How often it was handed out before. */
  readonly deliveries: number;
}

export interface InstanceQuery {
  readonly idPrefix?: string | undefined;
  /** Milliseconds, both ends included. */
  readonly createdFrom?: number | undefined;
  readonly createdTo?: number | undefined;
  readonly updatedFrom?: number | undefined;
  readonly updatedTo?: number | undefined;
  readonly statuses?: readonly RuntimeStatus[] | undefined;
  /** Only ids behind this one: how pages follow each other. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/**
 * What the engine keeps. Each method is one small synchronous step; what belongs together runs in `transaction` and is
 * kept as a whole or not at all, whenever the process dies.
 */
export interface DurableStore {
  transaction<T>(work: () => T): T;

  instance(id: string): Instance | undefined;
  saveInstance(instance: Instance): void;
  /** Its history goes with it. */
  deleteInstance(id: string): void;
  /** By id, ascending. */
  instances(query: InstanceQuery): Instance[];

  history(id: string): HistoryEvent[];
  /** Keeps the first `from` events and puts these behind them. */
  writeHistory(id: string, from: number, events: readonly HistoryEvent[]): void;

  addMessage(message: Message): void;
  /** Those visible at `now`, oldest first. */
  messages(instanceId: string, now: number): StoredMessage[];
  removeMessages(ids: readonly number[]): void;
  /** All that were meant for an execution that is over: timers above all. */
  dropMessagesFor(instanceId: string, executionId: string): void;
  postponeMessages(ids: readonly number[], visibleAt: number): void;
  /** Instances with messages that became visible after `from` and until `to`. */
  instancesDue(from: number, to: number): string[];
  nextMessageAfter(time: number): number | undefined;

  addTask(task: Task): void;
  /** Hands out up to `limit` tasks that are free at `now`, oldest first; no one else gets them before `lockedUntil`. */
  takeTasks(now: number, lockedUntil: number, limit: number): StoredTask[];
  lockTask(id: number, until: number): void;
  /** Frees all tasks that an earlier process had locked. */
  unlockTasks(): void;
  removeTask(id: number): void;
  nextTaskAfter(time: number): number | undefined;

  close(): void;
}
