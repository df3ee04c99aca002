import type { TuningJob } from '../job/job.ts';
import { milliseconds } from '../job/outcome.ts';
import type { Plan } from './plan.ts';

/** Returns the milliseconds that a job has trained until a moment, without interruptions. */
export function trainedUntil(job: TuningJob, plan: Plan, moment: number): number {
  if (job.startedAt === undefined) return 0;
  const end = Math.min(moment, job.endedAt ?? moment);
  const elapsed = Math.max(end - job.startedAt, 0);
  const paused = job.pauses.reduce((sum, { from, to }) => sum + Math.max(Math.min(to ?? end, end) - from, 0), 0);
  return Math.min(Math.max(elapsed - paused - standstill(job, plan, elapsed - paused), 0), plan.duration);
}

/** Returns the moment at which a job has trained for a time, or infinity when it stalls before or is paused. */
export function momentOf(job: TuningJob, plan: Plan, trained: number): number {
  const held = holdOf(job, plan);
  return momentAfter(job, trained + (held && trained > held.at ? held.lasting : 0));
}

/** Returns the status with which a scenario pauses the job at a moment, or `undefined`. */
export function holdAt(job: TuningJob, plan: Plan, moment: number): string | undefined {
  const held = holdOf(job, plan);
  if (!held) return undefined;
  const begun = moment >= momentAfter(job, held.at);
  return begun && moment < momentAfter(job, held.at + held.lasting) ? held.status : undefined;
}

interface Hold {
  /** Milliseconds of training before the interruption. */
  readonly at: number;
  readonly lasting: number;
  readonly status?: string;
}

/** Returns the interruption that a scenario defines. */
function holdOf({ outcome }: TuningJob, { duration }: Plan): Hold | undefined {
  if (outcome.kind === 'stall') return { at: outcome.at * duration, lasting: Number.POSITIVE_INFINITY };
  if (outcome.kind !== 'status') return undefined;
  const lasting = outcome.lasting === undefined ? Number.POSITIVE_INFINITY : milliseconds(outcome.lasting);
  return { at: outcome.at * duration, lasting, status: outcome.status };
}

/** Returns the part of the time since the start, without pauses, for which the job was interrupted. */
function standstill(job: TuningJob, plan: Plan, spent: number): number {
  const held = holdOf(job, plan);
  return held ? Math.min(Math.max(spent - held.at, 0), held.lasting) : 0;
}

/** Returns the moment at which a time has passed since the start, without pauses. */
function momentAfter({ startedAt = Number.POSITIVE_INFINITY, pauses }: TuningJob, spent: number): number {
  let moment = startedAt + spent;
  for (const { from, to = Number.POSITIVE_INFINITY } of pauses) if (from < moment) moment += to - from;
  return moment;
}
