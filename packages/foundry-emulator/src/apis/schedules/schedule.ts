import type { Trigger } from '../../../../../shared/core/schedules/trigger.ts';
import type { RunRequest } from '../evals/run/run-request.ts';
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

/** A schedule as its maker writes it. */
export interface ScheduleRequest {
  readonly enabled: boolean;
  readonly trigger: Trigger;
  readonly task: ScheduleTask;
  readonly description?: string | null;
  readonly displayName?: string | null;
  readonly properties?: StringMap | null;
  readonly tags?: StringMap | null;
}

/** A schedule as it is kept. Times are milliseconds since 1970. */
export interface KeptSchedule {
  readonly id: string;
  readonly definition: ScheduleRequest;
  readonly createdAt: number;
  readonly changedAt: number;
  /** The next time it fires; there is none when it is disabled or has come to its end. */
  readonly due?: number;
  /** The address its maker used: links in what it makes begin with it. */
  readonly endpoint: string;
}

/** One firing, as clients see it. `success` is about the firing, not about what came of it. */
export interface ScheduleRun {
  readonly id: string;
  readonly scheduleId: string;
  readonly success: boolean;
  readonly triggerTime: string;
  readonly error?: string;
  readonly properties: StringMap;
}
