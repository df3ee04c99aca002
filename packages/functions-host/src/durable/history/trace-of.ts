import type { TraceContext } from '../../worker/core-types.ts';
import { EventType } from './event-type.ts';
import type { HistoryEvent, ParentTraceContext } from './history-event.ts';

/** The trace in which an orchestration was started: its activities belong to it, too. */
export function traceOf(history: readonly HistoryEvent[]): TraceContext | undefined {
  const started = history.find((event) => event.EventType === EventType.ExecutionStarted);
  const parent = started?.ParentTraceContext;
  return parent ? { traceParent: parent.TraceParent, traceState: parent.TraceState ?? '' } : undefined;
}

/** As history keeps it. */
export function parentTrace(trace: TraceContext | undefined): ParentTraceContext | null {
  if (!trace?.traceParent) return null;
  return { TraceParent: trace.traceParent, TraceState: trace.traceState || null };
}
