import { randomUUID } from 'node:crypto';
import { EventType } from '../history/event-type.ts';
import type { ExecutionStarted, HistoryEvent, ParentInstance } from '../history/history-event.ts';
import {
  eventRaised,
  subOrchestrationCompleted,
  subOrchestrationFailed,
  timerFired,
  timestamp,
} from '../history/make-event.ts';
import type { Complete, ContinueAsNew, CreateSubOrchestration, Decision, ScheduleTask } from '../replay/decision.ts';
import { NOW, type Outbox } from '../store/outbox.ts';

export interface DecisionContext {
  readonly started: ExecutionStarted;
  readonly now: number;
  readonly storeInputs: boolean;
}

export interface AppliedDecisions {
  /** Events to append to the history. */
  readonly events: HistoryEvent[];
  readonly end: Complete | ContinueAsNew | undefined;
}

/** Turns a step's decisions into history events, and puts what they send into the outbox. */
export function applyDecisions(
  decisions: readonly Decision[],
  context: DecisionContext,
  outbox: Outbox,
): AppliedDecisions {
  const events: HistoryEvent[] = [];
  let end: Complete | ContinueAsNew | undefined;
  for (const decision of decisions) {
    if (decision.kind === 'complete' || decision.kind === 'continueAsNew') end = decision;
    events.push(...apply(decision, context, outbox));
  }
  return { events, end };
}

function apply(decision: Decision, context: DecisionContext, outbox: Outbox): HistoryEvent[] {
  const { started, now } = context;
  const { InstanceId: instanceId, ExecutionId: executionId } = started.OrchestrationInstance;
  const scheduled = { EventId: decision.id, IsPlayed: false, Timestamp: timestamp(now) };
  switch (decision.kind) {
    case 'task':
      outbox.tasks.push({ instanceId, executionId, taskId: decision.id, name: decision.name, input: decision.input });
      return [
        {
          EventType: EventType.TaskScheduled,
          Name: decision.name,
          Version: '',
          Input: taskInput(decision, context),
          ParentTraceContext: null,
          Tags: null,
          ...scheduled,
        },
      ];
    case 'timer': {
      const fireAt = timestamp(decision.fireAt);
      const event = timerFired(decision.id, fireAt, now);
      outbox.messages.push({ instanceId, executionId, visibleAt: decision.fireAt, event });
      return [{ EventType: EventType.TimerCreated, FireAt: fireAt, ...scheduled }];
    }
    case 'subOrchestration':
      outbox.starts.push(startOf(decision, started));
      return [
        {
          EventType: EventType.SubOrchestrationInstanceCreated,
          Name: decision.name,
          Version: null,
          InstanceId: decision.instanceId,
          Input: context.storeInputs ? decision.input : null,
          ClientSpanId: null,
          Tags: null,
          ...scheduled,
        },
      ];
    case 'event': {
      const { instanceId: to, name, input } = decision;
      const event = eventRaised(name, input, now);
      outbox.messages.push({ instanceId: to, executionId: null, visibleAt: NOW, event });
      return [{ EventType: EventType.EventSent, InstanceId: to, Name: name, Input: input, ...scheduled }];
    }
    case 'complete':
      if (started.ParentInstance) notifyParent(decision, started.ParentInstance, now, outbox);
      return [
        {
          EventType: EventType.ExecutionCompleted,
          OrchestrationStatus: decision.status,
          Result: decision.result,
          FailureDetails: null,
          ...scheduled,
        },
      ];
    case 'continueAsNew':
      return [];
  }
}

/** An activity has one parameter, and histories list its parameters. */
function taskInput({ input }: ScheduleTask, { storeInputs }: DecisionContext): string | null {
  return storeInputs ? `[${input ?? 'null'}]` : null;
}

function startOf(decision: CreateSubOrchestration, started: ExecutionStarted) {
  const parent: ParentInstance = {
    Name: started.Name,
    OrchestrationInstance: started.OrchestrationInstance,
    TaskScheduleId: decision.id,
    Version: started.Version,
  };
  return {
    instanceId: decision.instanceId,
    executionId: newExecutionId(),
    name: decision.name,
    version: null,
    input: decision.input,
    parent,
    generation: null,
    trace: started.ParentTraceContext,
  };
}

/** Executions that the engine starts have ids without dashes. */
export function newExecutionId(): string {
  return randomUUID().replaceAll('-', '');
}

function notifyParent(end: Complete, parent: ParentInstance, now: number, outbox: Outbox): void {
  const event =
    end.status === 'Completed'
      ? subOrchestrationCompleted(parent.TaskScheduleId, end.result, now)
      : subOrchestrationFailed(parent.TaskScheduleId, { reason: end.result, details: end.details }, now);
  const { InstanceId: instanceId, ExecutionId: executionId } = parent.OrchestrationInstance;
  outbox.messages.push({ instanceId, executionId, visibleAt: NOW, event });
}
