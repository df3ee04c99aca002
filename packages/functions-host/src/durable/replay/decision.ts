import type { EndStatus, EventRaised, JsonText } from '../history/history-event.ts';

/** Work that a replay found and the history does not contain. `id` is its number in the history. */
export type Decision = ScheduleTask | CreateTimer | CreateSubOrchestration | SendEvent | Complete | ContinueAsNew;

export interface ScheduleTask {
  readonly kind: 'task';
  readonly id: number;
  readonly name: string;
  readonly input: JsonText | null;
}

export interface CreateTimer {
  readonly kind: 'timer';
  readonly id: number;
  /** Milliseconds. */
  readonly fireAt: number;
}

export interface CreateSubOrchestration {
  readonly kind: 'subOrchestration';
  readonly id: number;
  readonly name: string;
  readonly instanceId: string;
  readonly input: JsonText | null;
}

export interface SendEvent {
  readonly kind: 'event';
  readonly id: number;
  readonly instanceId: string;
  readonly name: string;
  readonly input: JsonText;
}

export interface Complete {
  readonly kind: 'complete';
  readonly id: number;
  readonly status: EndStatus;
  /** JSON of the output; plain text of a failure or of the reason for a termination. */
  readonly result: string | null;
  /** For the parent of a sub-orchestration that failed. */
  readonly details: string | null;
}

export interface ContinueAsNew {
  readonly kind: 'continueAsNew';
  readonly id: number;
  readonly input: JsonText | null;
  /** Events that the next generation gets. */
  readonly carriedOver: readonly EventRaised[];
  /** Number of these events that the real extension drops. */
  readonly keptUnawaited: number;
}

/** Class names of the real extension; its error messages contain them. */
export const decisionTypeName: Record<Decision['kind'], string> = {
  task: 'ScheduleTaskOrchestratorAction',
  timer: 'CreateTimerOrchestratorAction',
  subOrchestration: 'CreateSubOrchestrationAction',
  event: 'SendEventOrchestratorAction',
  complete: 'OrchestrationCompleteOrchestratorAction',
  continueAsNew: 'OrchestrationCompleteOrchestratorAction',
};
