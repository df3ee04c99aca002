import type { EngineServices } from '../context/engine-services.ts';
import { EventType } from '../history/event-type.ts';
import type { ExecutionResumed, ExecutionSuspended, HistoryEvent } from '../history/history-event.ts';
import type { Instance, RuntimeStatus } from '../store/durable-store.ts';
import { deliver, type Outbox } from '../store/outbox.ts';
import type { Generation } from './orchestrator-step.ts';

export interface FinishedStep {
  /** As it was when the step began. */
  readonly instance: Instance;
  readonly arrived: readonly HistoryEvent[];
  readonly messageIds: readonly number[];
  readonly generation: Generation;
  readonly outbox: Outbox;
}

/** Stores a step as one: history, status, what it took up and what it sends. Returns who has something to do now. */
export function commitStep(step: FinishedStep, { store, clock }: EngineServices): string[] {
  const { instance, generation, messageIds, outbox } = step;
  const { started, stored, events, end } = generation;
  const now = clock.now();
  const { ExecutionId: executionId } = started.OrchestrationInstance;
  return store.transaction(() => {
    store.removeMessages(messageIds);
    // Started anew or purged meanwhile: this execution is no more.
    if (store.instance(instance.id)?.executionId !== instance.executionId) return [];
    store.writeHistory(instance.id, stored, events.slice(stored));
    store.saveInstance({ ...instance, ...changes(step), updated: now });
    const touched = deliver(store, outbox, now);
    // Timers and results that an execution still waited for are of no use when it is over.
    if (end || executionId !== instance.executionId) store.dropMessagesFor(instance.id, instance.executionId);
    return touched;
  });
}

function changes({ instance, arrived, generation }: FinishedStep): Partial<Instance> {
  const { started, customStatus, end } = generation;
  const pause = arrived.findLast(isPause);
  return {
    executionId: started.OrchestrationInstance.ExecutionId,
    name: started.Name,
    created: Date.parse(started.Timestamp),
    input: started.Input,
    generation: started.Generation,
    customStatus,
    status: end?.status ?? statusAfter(pause, instance.status),
    output: end ? end.result : pause ? pause.Reason : instance.output,
  };
}

function isPause(event: HistoryEvent): event is ExecutionSuspended | ExecutionResumed {
  return event.EventType === EventType.ExecutionSuspended || event.EventType === EventType.ExecutionResumed;
}

function statusAfter(pause: ExecutionSuspended | ExecutionResumed | undefined, before: RuntimeStatus): RuntimeStatus {
  if (pause) return pause.EventType === EventType.ExecutionSuspended ? 'Suspended' : 'Running';
  return before === 'Suspended' ? 'Suspended' : 'Running';
}
