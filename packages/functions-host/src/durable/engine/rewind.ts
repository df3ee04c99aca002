import { EventType } from '../history/event-type.ts';
import type { GenericEvent, HistoryEvent } from '../history/history-event.ts';
import { genericEvent } from '../history/make-event.ts';
import type { DurableStore, Instance } from '../store/durable-store.ts';
import { NOW } from '../store/outbox.ts';

/**
 * Removes the failures from an instance's history and from those of its failed sub-orchestrations, and wakes the
 * instances that failed by themselves; their results wake the others. A removed event leaves an empty one in its place.
 * Returns the ids of instances that have new messages.
 */
export function rewind(store: DurableStore, instance: Instance, reason: string | null, now: number): string[] {
  const history = store.history(instance.id);
  const failedTasks = new Set<number>();
  const failedChildren = new Set<number>();
  for (const event of history) {
    if (event.EventType === EventType.TaskFailed) failedTasks.add(event.TaskScheduledId);
    if (event.EventType === EventType.SubOrchestrationInstanceFailed) failedChildren.add(event.TaskScheduledId);
  }
  store.writeHistory(
    instance.id,
    0,
    history.map((event) => (isFailure(event, failedTasks) ? blank(event) : event)),
  );
  store.saveInstance({ ...instance, status: 'Running', output: null, updated: now });
  const children = history.flatMap((event) =>
    event.EventType === EventType.SubOrchestrationInstanceCreated && failedChildren.has(event.EventId)
      ? (store.instance(event.InstanceId) ?? [])
      : [],
  );
  if (children.length > 0) return children.flatMap((child) => rewind(store, child, reason, now));
  const event = genericEvent(reason, now);
  store.addMessage({ instanceId: instance.id, executionId: instance.executionId, visibleAt: NOW, event });
  return [instance.id];
}

function isFailure(event: HistoryEvent, failedTasks: ReadonlySet<number>): boolean {
  switch (event.EventType) {
    case EventType.TaskScheduled:
      return failedTasks.has(event.EventId);
    case EventType.TaskFailed:
    case EventType.SubOrchestrationInstanceFailed:
    case EventType.ExecutionCompleted:
      return true;
    default:
      return false;
  }
}

function blank({ EventId, IsPlayed, Timestamp }: HistoryEvent): GenericEvent {
  return { Data: null, EventType: EventType.GenericEvent, EventId, IsPlayed, Timestamp };
}
