import type { TraceContext } from '../../worker/core-types.ts';
import { EventType } from './event-type.ts';
import type {
  EventRaised,
  ExecutionResumed,
  ExecutionStarted,
  ExecutionSuspended,
  ExecutionTerminated,
  Failure,
  GenericEvent,
  HistoryEvent,
  JsonText,
  OrchestratorCompleted,
  OrchestratorStarted,
  ParentInstance,
  ParentTraceContext,
  SubOrchestrationInstanceCompleted,
  SubOrchestrationInstanceFailed,
  TaskCompleted,
  TaskFailed,
  TimerFired,
} from './history-event.ts';

/** Members of every event that the orchestrator did not schedule. `at` is in milliseconds. */
const arrived = (at: number) => ({ EventId: -1, IsPlayed: false, Timestamp: timestamp(at) });

export function timestamp(at: number): string {
  return new Date(at).toISOString();
}

export interface Start {
  readonly instanceId: string;
  readonly executionId: string;
  readonly name: string;
  readonly version: string | null;
  readonly input: JsonText | null;
  readonly parent: ParentInstance | null;
  readonly generation: number | null;
  readonly trace: ParentTraceContext | null;
}

export function executionStarted(start: Start, at: number): ExecutionStarted {
  return {
    OrchestrationInstance: { InstanceId: start.instanceId, ExecutionId: start.executionId },
    EventType: EventType.ExecutionStarted,
    ParentInstance: start.parent,
    Name: start.name,
    Version: start.version,
    Input: start.input,
    Tags: null,
    Correlation: null,
    ParentTraceContext: start.trace,
    ScheduledStartTime: null,
    Generation: start.generation,
    GenerateNewTrace: false,
    ...arrived(at),
  };
}

export const orchestratorStarted = (at: number): OrchestratorStarted => ({
  EventType: EventType.OrchestratorStarted,
  ...arrived(at),
});

export const orchestratorCompleted = (at: number): OrchestratorCompleted => ({
  EventType: EventType.OrchestratorCompleted,
  ...arrived(at),
});

export const taskCompleted = (taskId: number, result: JsonText | null, at: number): TaskCompleted => ({
  EventType: EventType.TaskCompleted,
  TaskScheduledId: taskId,
  Result: result,
  ...arrived(at),
});

export const taskFailed = (taskId: number, failure: FailureText, at: number): TaskFailed => ({
  EventType: EventType.TaskFailed,
  TaskScheduledId: taskId,
  ...failed(failure),
  ...arrived(at),
});

export const subOrchestrationCompleted = (
  taskId: number,
  result: JsonText | null,
  at: number,
): SubOrchestrationInstanceCompleted => ({
  EventType: EventType.SubOrchestrationInstanceCompleted,
  TaskScheduledId: taskId,
  Result: result,
  ...arrived(at),
});

export const subOrchestrationFailed = (
  taskId: number,
  failure: FailureText,
  at: number,
): SubOrchestrationInstanceFailed => ({
  EventType: EventType.SubOrchestrationInstanceFailed,
  TaskScheduledId: taskId,
  ...failed(failure),
  ...arrived(at),
});

export const timerFired = (timerId: number, fireAt: string, at: number): TimerFired => ({
  EventType: EventType.TimerFired,
  TimerId: timerId,
  FireAt: fireAt,
  ...arrived(at),
});

export const eventRaised = (name: string, input: JsonText | null, at: number): EventRaised => ({
  EventType: EventType.EventRaised,
  Name: name,
  Input: input,
  ParentTraceContext: null,
  ...arrived(at),
});

export const executionTerminated = (reason: string | null, at: number): ExecutionTerminated => ({
  EventType: EventType.ExecutionTerminated,
  Input: reason,
  ...arrived(at),
});

export const executionSuspended = (reason: string | null, at: number): ExecutionSuspended => ({
  EventType: EventType.ExecutionSuspended,
  Reason: reason,
  ...arrived(at),
});

export const executionResumed = (reason: string | null, at: number): ExecutionResumed => ({
  EventType: EventType.ExecutionResumed,
  Reason: reason,
  ...arrived(at),
});

export const genericEvent = (data: string | null, at: number): GenericEvent => ({
  Data: data,
  EventType: EventType.GenericEvent,
  ...arrived(at),
});

/** A failure as the orchestrator sees it: both texts are part of the message of the error it catches. */
export interface FailureText {
  readonly reason: string | null;
  readonly details: string | null;
}

const failed = ({ reason, details }: FailureText): Failure => ({
  Reason: reason,
  Details: details,
  FailureDetails: null,
});

/** Returns the trace in which an orchestration was started. Its activities belong to it, too. */
export function traceOf(history: readonly HistoryEvent[]): TraceContext | undefined {
  const started = history.find((event) => event.EventType === EventType.ExecutionStarted);
  const parent = started?.ParentTraceContext;
  return parent ? { traceParent: parent.TraceParent, traceState: parent.TraceState ?? '' } : undefined;
}

/** Returns the form in which histories keep a trace. */
export function parentTrace(trace: TraceContext | undefined): ParentTraceContext | null {
  if (!trace?.traceParent) return null;
  return { TraceParent: trace.traceParent, TraceState: trace.traceState || null };
}
