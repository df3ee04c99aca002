import { EventType } from '../history/event-type.ts';
import type { ExecutionStarted, HistoryEvent } from '../history/history-event.ts';
import type { DurableStore, Instance, StoredMessage } from '../store/durable-store.ts';

/** An execution at the start of a step: its stored history and the events that have arrived. */
export interface LoadedExecution {
  readonly instance: Instance;
  readonly started: ExecutionStarted;
  readonly history: readonly HistoryEvent[];
  readonly arrived: readonly HistoryEvent[];
}

/**
 * Selects the messages for the current execution of an instance. Returns undefined when there is no such execution or
 * no message for it; the messages are then obsolete.
 */
export function loadExecution(
  store: DurableStore,
  instanceId: string,
  messages: readonly StoredMessage[],
): LoadedExecution | undefined {
  const instance = store.instance(instanceId);
  if (!instance || isFinished(instance)) return undefined;
  const history = store.history(instanceId);
  const arrived = messages
    .filter(({ executionId }) => executionId === null || executionId === instance.executionId)
    .map(({ event }) => event)
    .filter((event) => history.length === 0 || event.EventType !== EventType.ExecutionStarted);
  const started = [...history, ...arrived].find((event) => event.EventType === EventType.ExecutionStarted);
  if (!started || arrived.length === 0) return undefined;
  return { instance, started, history, arrived };
}

export function isFinished({ status }: Pick<Instance, 'status'>): boolean {
  return status === 'Completed' || status === 'Failed' || status === 'Terminated';
}
