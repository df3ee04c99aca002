import { EventType } from '../history/event-type.ts';
import type { ExecutionStarted, HistoryEvent } from '../history/history-event.ts';
import type { DurableStore, Instance, StoredMessage } from '../store/durable-store.ts';

/** An execution as a step begins it: what history holds, and what has arrived since. */
export interface TakenUp {
  readonly instance: Instance;
  readonly started: ExecutionStarted;
  readonly history: readonly HistoryEvent[];
  readonly arrived: readonly HistoryEvent[];
}

/**
 * Picks what concerns the execution that the instance is in. Undefined when there is none (it is over or gone, or has not
 * begun) or nothing concerns it; such messages are of no use to anyone any more.
 */
export function takeUp(
  store: DurableStore,
  instanceId: string,
  messages: readonly StoredMessage[],
): TakenUp | undefined {
  const instance = store.instance(instanceId);
  if (!instance || isOver(instance)) return undefined;
  const history = store.history(instanceId);
  const arrived = messages
    .filter(({ executionId }) => executionId === null || executionId === instance.executionId)
    .map(({ event }) => event)
    .filter((event) => history.length === 0 || event.EventType !== EventType.ExecutionStarted);
  const started = [...history, ...arrived].find((event) => event.EventType === EventType.ExecutionStarted);
  if (!started || arrived.length === 0) return undefined;
  return { instance, started, history, arrived };
}

export function isOver({ status }: Pick<Instance, 'status'>): boolean {
  return status === 'Completed' || status === 'Failed' || status === 'Terminated';
}
