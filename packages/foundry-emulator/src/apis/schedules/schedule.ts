import type { Trigger } from '../../../../../shared/core/schedules/trigger.ts';
import type { RunRequest } from '../evals/objects/eval-run.ts';
import type { InsightBody } from '../insights/insight.ts';

type StringMap = Readonly<Record<string, string>>;

export interface EvaluationTask {
  readonly type: 'Evaluation';
  readonly configuration?: StringMap | null;
  readonly evalId: string;
  readonly evalRun: RunRequest;
}

export interface InsightTask {
  readonly type: 'Insight';
  readonly configuration?: StringMap | null;
  readonly insight: InsightBody;
}

export type ScheduleTask = EvaluationTask | InsightTask;

/** A schedule as clients send it. */
export interface ScheduleRequest {
  readonly enabled: boolean;
  readonly trigger: Trigger;
  readonly task: ScheduleTask;
  readonly description?: string | null;
  readonly displayName?: string | null;
  readonly properties?: StringMap | null;
  readonly tags?: StringMap | null;
}

/** A stored schedule. Times are in milliseconds since 1970. */
export interface KeptSchedule {
  readonly id: string;
  readonly definition: ScheduleRequest;
  readonly createdAt: number;
  readonly changedAt: number;
  /** Next time to fire; absent when the schedule is disabled or has ended. */
  readonly due?: number;
  /** Base address of the client that created the schedule, for links. */
  readonly endpoint: string;
}

/** A run of a schedule as clients see it. `success` is about the start of its task, not about the task's result. */
export interface ScheduleRun {
  readonly id: string;
  readonly scheduleId: string;
  readonly success: boolean;
  readonly triggerTime: string;
  readonly error?: string;
  readonly properties: StringMap;
}
