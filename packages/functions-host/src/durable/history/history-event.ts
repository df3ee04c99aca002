import type { EventType } from './event-type.ts';

/**
 * One event of an instance's history, in the library's spelling. Members of type JsonText hold JSON as text; times are
 * ISO 8601 in UTC.
 */
export type HistoryEvent = ScheduledEvent | ReceivedEvent | MarkerEvent;

export type JsonText = string;

interface EventBase {
  /** Number of the scheduled work; -1 for events that the orchestrator did not schedule. */
  EventId: number;
  /** True when an earlier step has processed the event. Only received events are marked. */
  IsPlayed: boolean;
  Timestamp: string;
}

export interface OrchestrationInstance {
  InstanceId: string;
  ExecutionId: string;
}

export interface ParentInstance {
  Name: string;
  OrchestrationInstance: OrchestrationInstance;
  TaskScheduleId: number;
  Version: string | null;
}

// Work that an orchestrator has scheduled.

export type ScheduledEvent = TaskScheduled | TimerCreated | SubOrchestrationInstanceCreated | EventSent;

export interface TaskScheduled extends EventBase {
  EventType: typeof EventType.TaskScheduled;
  Name: string;
  Version: string;
  /** Null unless host.json stores inputs in histories. */
  Input: JsonText | null;
  ParentTraceContext: null;
  Tags: null;
}

export interface TimerCreated extends EventBase {
  EventType: typeof EventType.TimerCreated;
  FireAt: string;
}

export interface SubOrchestrationInstanceCreated extends EventBase {
  EventType: typeof EventType.SubOrchestrationInstanceCreated;
  Name: string;
  Version: string | null;
  InstanceId: string;
  Input: JsonText | null;
  ClientSpanId: null;
  Tags: null;
}

export interface EventSent extends EventBase {
  EventType: typeof EventType.EventSent;
  InstanceId: string;
  Name: string;
  Input: JsonText;
}

// Events from outside.

export type ReceivedEvent =
  | ExecutionStarted
  | TaskCompleted
  | TaskFailed
  | SubOrchestrationInstanceCompleted
  | SubOrchestrationInstanceFailed
  | TimerFired
  | EventRaised
  | ExecutionTerminated
  | ExecutionSuspended
  | ExecutionResumed
  | GenericEvent;

export interface ExecutionStarted extends EventBase {
  EventType: typeof EventType.ExecutionStarted;
  OrchestrationInstance: OrchestrationInstance;
  ParentInstance: ParentInstance | null;
  Name: string;
  Version: string | null;
  Input: JsonText | null;
  Tags: null;
  Correlation: null;
  ParentTraceContext: ParentTraceContext | null;
  ScheduledStartTime: null;
  /** Number of earlier starts of this id by clients; null when an orchestration started it. */
  Generation: number | null;
  GenerateNewTrace: boolean;
}

/** Trace of the request that started the orchestration. */
export interface ParentTraceContext {
  TraceParent: string;
  TraceState: string | null;
}

export interface TaskCompleted extends EventBase {
  EventType: typeof EventType.TaskCompleted;
  TaskScheduledId: number;
  Result: JsonText | null;
}

export interface Failure {
  Reason: string | null;
  Details: string | null;
  FailureDetails: null;
}

export interface TaskFailed extends EventBase, Failure {
  EventType: typeof EventType.TaskFailed;
  TaskScheduledId: number;
}

export interface SubOrchestrationInstanceCompleted extends EventBase {
  EventType: typeof EventType.SubOrchestrationInstanceCompleted;
  TaskScheduledId: number;
  Result: JsonText | null;
}

export interface SubOrchestrationInstanceFailed extends EventBase, Failure {
  EventType: typeof EventType.SubOrchestrationInstanceFailed;
  TaskScheduledId: number;
}

export interface TimerFired extends EventBase {
  EventType: typeof EventType.TimerFired;
  TimerId: number;
  FireAt: string;
}

export interface EventRaised extends EventBase {
  EventType: typeof EventType.EventRaised;
  Name: string;
  Input: JsonText | null;
  ParentTraceContext: null;
}

export interface ExecutionTerminated extends EventBase {
  EventType: typeof EventType.ExecutionTerminated;
  /** Reason; becomes the instance's output. */
  Input: string | null;
}

export interface ExecutionSuspended extends EventBase {
  EventType: typeof EventType.ExecutionSuspended;
  Reason: string | null;
}

export interface ExecutionResumed extends EventBase {
  EventType: typeof EventType.ExecutionResumed;
  Reason: string | null;
}

/** An empty event: one that a rewind removed, or the rewind itself. */
export interface GenericEvent extends EventBase {
  EventType: typeof EventType.GenericEvent;
  Data: string | null;
}

// Start and end of a step.

export type MarkerEvent = OrchestratorStarted | OrchestratorCompleted | ExecutionCompleted;

export interface OrchestratorStarted extends EventBase {
  EventType: typeof EventType.OrchestratorStarted;
}

export interface OrchestratorCompleted extends EventBase {
  EventType: typeof EventType.OrchestratorCompleted;
}

export interface ExecutionCompleted extends EventBase {
  EventType: typeof EventType.ExecutionCompleted;
  OrchestrationStatus: EndStatus;
  Result: string | null;
  FailureDetails: null;
}

export type EndStatus = 'Completed' | 'Failed' | 'Terminated';
