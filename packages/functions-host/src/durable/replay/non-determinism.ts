import { EventType } from '../history/event-type.ts';
import type { ScheduledEvent } from '../history/history-event.ts';
import { type Decision, decisionTypeName } from './decision.ts';

/** The orchestrator's code requests other work than its history contains. */
export class NonDeterminism extends Error {
  override readonly name = 'NonDeterminism';

  constructor(problem: string) {
    super(
      `Non-Deterministic workflow detected: A previous execution of this orchestration scheduled ${problem} Was a change made to the orchestrator code after this instance had already started running?`,
    );
  }
}

const kindOf: Record<ScheduledEvent['EventType'], Decision['kind']> = {
  [EventType.TaskScheduled]: 'task',
  [EventType.TimerCreated]: 'timer',
  [EventType.SubOrchestrationInstanceCreated]: 'subOrchestration',
  [EventType.EventSent]: 'event',
};

/**
 * Compares scheduled work with requested work.
 * @throws NonDeterminism in the real extension's words
 */
export function requireSame(event: ScheduledEvent, decision: Decision | undefined): void {
  if (!decision) {
    throw new NonDeterminism(`${missing(event)} but the current replay execution hasn't (yet?) scheduled this task.`);
  }
  if (decision.kind !== kindOf[event.EventType]) {
    throw new NonDeterminism(
      `${replaced(event)} but the current orchestration replay instead produced a ${decisionTypeName[decision.kind]} action with this sequence number.`,
    );
  }
  if ('Name' in event && 'name' in decision && event.Name.toLowerCase() !== decision.name.toLowerCase()) {
    throw new NonDeterminism(
      `${replaced(event)} but the current orchestration replay instead scheduled ${noun[event.EventType]} named '${decision.name}' with this sequence number. `,
    );
  }
}

const noun: Record<ScheduledEvent['EventType'], string> = {
  [EventType.TaskScheduled]: 'an activity task',
  [EventType.TimerCreated]: 'a timer task',
  [EventType.SubOrchestrationInstanceCreated]: 'a sub-orchestration task',
  [EventType.EventSent]: 'a send event task',
};

/** Describes missing work. The real extension uses another wording for replaced work. */
function missing(event: ScheduledEvent): string {
  const what = noun[event.EventType];
  switch (event.EventType) {
    case EventType.TaskScheduled:
      return `${what} with sequence ID ${event.EventId} and name '${event.Name}' (version '${event.Version}'),`;
    case EventType.TimerCreated:
      return `${what} with sequence number ${event.EventId}`;
    case EventType.SubOrchestrationInstanceCreated:
      return `${what} with sequence ID ${event.EventId} and name '${event.Name}' (version '${event.Version ?? ''}', instance ID '${event.InstanceId}'),`;
    case EventType.EventSent:
      return `${what} with sequence ID ${event.EventId}, type 'EventSent' name '${event.Name}', instance ID '${event.InstanceId}',`;
  }
}

function replaced(event: ScheduledEvent): string {
  if (event.EventType === EventType.TaskScheduled) {
    return `${noun[event.EventType]} with sequence number ${event.EventId} named '${event.Name}',`;
  }
  return event.EventType === EventType.TimerCreated ? `${missing(event)} named` : missing(event);
}
