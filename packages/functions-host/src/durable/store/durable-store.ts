import type { HistoryEvent, JsonText } from '../history/history-event.ts';

export type RuntimeStatus = 'Pending' | 'Running' | 'Suspended' | 'Completed' | 'Failed' | 'Terminated';

/** An orchestration or an entity. An entity is always Running, and its `input` holds its state. */
export interface Instance {
  readonly id: string;
  readonly executionId: string;
  /** In the caller's spelling. */
  readonly name: string;
  readonly status: RuntimeStatus;
  /** Milliseconds, like `updated`. */
  readonly created: number;
  readonly updated: number;
  readonly input: JsonText | null;
  /** JSON of the output, or plain text: a failure, or the reason of a termination, suspension or resumption. */
  readonly output: string | null;
  readonly customStatus: JsonText | null;
  /** Number of earlier starts of this id by clients; null when an orchestration started it. */
  readonly generation: number | null;
}

/** A message for the next step of an orchestration or entity. */
export interface Message {
  readonly instanceId: string;
  /** Target execution; null for the current one. */
  readonly executionId: string | null;
  /** Earliest delivery in milliseconds. */
  readonly visibleAt: number;
  readonly event: HistoryEvent;
}

export interface StoredMessage extends Message {
  readonly id: number;
}

/** An activity to run. It is stored until its result is stored. */
export interface Task {
  readonly instanceId: string;
  readonly executionId: string;
  /** Number in the orchestration's history. */
  readonly taskId: number;
  readonly name: string;
  readonly input: JsonText | null;
}

export interface StoredTask extends Task {
  readonly id: number;
  /** Number of earlier deliveries. */
  readonly deliveries: number;
}

export interface InstanceQuery {
  readonly idPrefix?: string | undefined;
  /** Milliseconds, both ends inclusive. */
  readonly createdFrom?: number | undefined;
  readonly createdTo?: number | undefined;
  readonly updatedFrom?: number | undefined;
  readonly updatedTo?: number | undefined;
  readonly statuses?: readonly RuntimeStatus[] | undefined;
  /** Start after this id (for paging). */
  readonly after?: string | undefined;
  readonly limit: number;
}

/**
 * Storage of the engine. Each method is one small synchronous step; `transaction` stores several of them together or
 * not at all, even when the process dies.
 */
export interface DurableStore {
  transaction<T>(work: () => T): T;

  instance(id: string): Instance | undefined;
  saveInstance(instance: Instance): void;
  /** Deletes an instance with its history and messages. */
  deleteInstance(id: string): void;
  /** Instances by id, ascending. */
  instances(query: InstanceQuery): Instance[];

  history(id: string): HistoryEvent[];
  /** Keeps the first `from` events and appends these. */
  writeHistory(id: string, from: number, events: readonly HistoryEvent[]): void;

  addMessage(message: Message): void;
  /** Messages visible at `now`, oldest first. */
  messages(instanceId: string, now: number): StoredMessage[];
  removeMessages(ids: readonly number[]): void;
  /** Deletes the messages of a finished execution, timers above all. */
  dropMessagesFor(instanceId: string, executionId: string): void;
  postponeMessages(ids: readonly number[], visibleAt: number): void;
  /** Ids of instances with messages that became visible after `from`, up to `to`. */
  instancesDue(from: number, to: number): string[];
  nextMessageAfter(time: number): number | undefined;

  addTask(task: Task): void;
  /** Locks up to `limit` tasks that are free at `now`, oldest first, until `lockedUntil`. */
  takeTasks(now: number, lockedUntil: number, limit: number): StoredTask[];
  lockTask(id: number, until: number): void;
  /** Unlocks all tasks of an earlier process. */
  unlockTasks(): void;
  removeTask(id: number): void;
  nextTaskAfter(time: number): number | undefined;

  close(): void;
}
