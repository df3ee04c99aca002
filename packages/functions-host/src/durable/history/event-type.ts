/** Numbers and names of history events in the library and the management API. */
export const EventType = {
  ExecutionStarted: 0,
  ExecutionCompleted: 1,
  TaskScheduled: 4,
  TaskCompleted: 5,
  TaskFailed: 6,
  SubOrchestrationInstanceCreated: 7,
  SubOrchestrationInstanceCompleted: 8,
  SubOrchestrationInstanceFailed: 9,
  TimerCreated: 10,
  TimerFired: 11,
  OrchestratorStarted: 12,
  OrchestratorCompleted: 13,
  EventSent: 14,
  EventRaised: 15,
  GenericEvent: 17,
  ExecutionSuspended: 19,
  ExecutionResumed: 20,
  ExecutionTerminated: 3,
} as const;

export type EventTypeName = keyof typeof EventType;

const names = new Map<number, string>(Object.entries(EventType).map(([name, number]) => [number, name]));

export function eventTypeName(type: number): string {
  return names.get(type) ?? `${type}`;
}
