import { EventType, eventTypeName } from '../history/event-type.ts';
import type { HistoryEvent } from '../history/history-event.ts';
import type { Instance } from '../store/durable-store.ts';

export interface StatusOptions {
  readonly showInput: boolean;
  readonly showOutput: boolean;
}

/** Describes an instance as the API shows it. */
export function statusPayload(instance: Instance, showInput: boolean, historyEvents?: readonly unknown[]) {
  return {
    name: instance.name,
    instanceId: instance.id,
    runtimeStatus: instance.status,
    input: showInput ? jsonOrText(instance.input) : null,
    customStatus: jsonOrText(instance.customStatus),
    output: jsonOrText(instance.output),
    createdTime: seconds(instance.created),
    lastUpdatedTime: seconds(instance.updated),
    ...(historyEvents ? { historyEvents } : {}),
  };
}

/** Parses JSON; other text (reasons, failures) stays text. */
export function jsonOrText(value: string | null): unknown {
  if (value === null) return null;
  const text = value.trim();
  if (text === '') return '';
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function seconds(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}

/**
 * Describes a history as the API shows it: names for event numbers, scheduled work joined to its result, no step
 * events.
 */
export function historyPayload(history: readonly HistoryEvent[], options: StatusOptions): unknown[] {
  const results = new Set(history.flatMap((event) => ('TaskScheduledId' in event ? [event.TaskScheduledId] : [])));
  const scheduled = new Map(history.flatMap((event) => (isCall(event) ? ([[event.EventId, event]] as const) : [])));
  return history
    .filter((event) => !isStep(event) && !(isCall(event) && results.has(event.EventId)))
    .map((event) => shown(event, scheduled, options));
}

type Call = HistoryEvent & { Name: string; Input: string | null };

function isCall(event: HistoryEvent): event is Call {
  return event.EventType === EventType.TaskScheduled || event.EventType === EventType.SubOrchestrationInstanceCreated;
}

function isStep(event: HistoryEvent): boolean {
  return event.EventType === EventType.OrchestratorStarted || event.EventType === EventType.OrchestratorCompleted;
}

function shown(event: HistoryEvent, scheduled: ReadonlyMap<number, Call>, options: StatusOptions): object {
  const { EventId: _id, IsPlayed: _played, ...all } = event;
  const entry: Record<string, unknown> = { ...all, EventType: eventTypeName(event.EventType) };
  if (event.EventType === EventType.ExecutionStarted) {
    for (const hidden of ['OrchestrationInstance', 'ParentInstance', 'Name', 'Version', 'Tags']) delete entry[hidden];
    entry.FunctionName = event.Name;
  }
  if (isCall(event)) delete entry.Version;
  if ('TaskScheduledId' in event) {
    delete entry.TaskScheduledId;
    const call = scheduled.get(event.TaskScheduledId);
    if (call) {
      entry.ScheduledTime = call.Timestamp.replace('Z', '+00:00');
      entry.FunctionName = call.Name;
      entry.Input = call.Input;
    }
  }
  if (event.EventType === EventType.TimerFired) delete entry.TimerId;
  if ('Result' in event) {
    if (options.showOutput) entry.Result = jsonOrText(event.Result);
    else delete entry.Result;
  }
  if (!options.showInput) delete entry.Input;
  return entry;
}
