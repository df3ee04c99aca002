import type { EngineServices } from '../context/engine-services.ts';
import { EventType } from '../history/event-type.ts';
import type {
  ExecutionResumed,
  ExecutionStarted,
  ExecutionSuspended,
  HistoryEvent,
  JsonText,
} from '../history/history-event.ts';
import type { Complete } from '../replay/decision.ts';
import type { Instance, RuntimeStatus } from '../store/durable-store.ts';
import { deliver, type Outbox } from '../store/outbox.ts';

export interface FinishedStep {
  /** Instance before the step. */
  readonly instance: Instance;
  readonly arrived: readonly HistoryEvent[];
  readonly messageIds: readonly number[];
  readonly generation: Generation;
  readonly outbox: Outbox;
}

/**
 * Stores a step in one transaction: history, status, processed messages, sent messages. Returns the ids of instances
 * that have new messages.
 */
export function commitStep(step: FinishedStep, { store, clock }: EngineServices): string[] {
  const { instance, generation, messageIds, outbox } = step;
  const { started, stored, events, end } = generation;
  const now = clock.now();
  const { ExecutionId: executionId } = started.OrchestrationInstance;
  return store.transaction(() => {
    store.removeMessages(messageIds);
    // The instance was restarted or purged meanwhile, so this execution no longer exists.
    if (store.instance(instance.id)?.executionId !== instance.executionId) return [];
    store.writeHistory(instance.id, stored, events.slice(stored));
    store.saveInstance({ ...instance, ...changes(step), updated: now });
    const touched = deliver(store, outbox, now);
    // Timers and results that a finished execution still waited for are obsolete.
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

/** One generation of an orchestration at the end of a step. */
export interface Generation {
  readonly started: ExecutionStarted;
  /** Number of leading events that are stored already. */
  readonly stored: number;
  readonly events: HistoryEvent[];
  readonly customStatus: JsonText | null;
  readonly end: Complete | undefined;
}
