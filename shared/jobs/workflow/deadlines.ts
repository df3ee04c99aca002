import { describeDuration } from '../../core/duration.ts';
import type { Reason, WorkflowState } from './job-state.ts';

/** Milliseconds until the job's time is up, zero or less when it is. */
export const timeLeft = (job: WorkflowState, now: number): number => job.acceptedAt + job.deadlines.total - now;

/** Milliseconds until the job counts as stalled, if nothing changes. */
export const progressTimeLeft = (job: WorkflowState, now: number): number =>
  (job.progress?.at ?? now) + job.deadlines.noProgress - now;

export function deadlineExceeded(job: WorkflowState): Reason {
  return {
    code: 'deadline_exceeded',
    message:
      `The job did not end within ${describeDuration(job.deadlines.total)}, its total deadline. ` +
      'Give it more time with deadlines.total if that is how long such jobs take.',
  };
}

export function stalled(job: WorkflowState, status: string): Reason {
  return {
    code: 'no_progress',
    message:
      `The job showed no new event, status or count for ${describeDuration(job.deadlines.noProgress)}; its last status was ` +
      `"${status}". Give it more time with deadlines.noProgress if such jobs are silent for that long.`,
  };
}

/** An activity is late when it ends this long after it was to begin. Ours: most end within seconds, an upload within minutes. */
const LATE_MS = 60_000;

/**
 * The longest outage of this app that deadlines do not count. After a crash, messages of the task hub stay invisible for the minute
 * that host.json sets, and a deployment or scale-in may take some minutes more.
 */
export const MAX_FORGIVEN_OUTAGE_MS = 600_000;

/**
 * Moves the deadlines of a job by the time in which this app did not look at it: a crash of the app must not end a job.
 */
export function withoutOutage(job: WorkflowState, now: number): WorkflowState {
  const late = job.dueAt === undefined ? 0 : now - job.dueAt;
  if (late <= LATE_MS || job.nextActivity !== 'observe') return job;
  const outage = Math.min(late, MAX_FORGIVEN_OUTAGE_MS);
  return {
    ...job,
    deadlines: { ...job.deadlines, total: job.deadlines.total + outage },
    ...(job.progress === undefined ? {} : { progress: { ...job.progress, at: job.progress.at + outage } }),
  };
}

const SOONEST_MS = 60_000;
/** Reading events costs a call of its own: they are read less often than the job, in a like proportion to its age. */
const SHARE_OF_AGE = 0.3;
/** ... but several times within the deadline that waits for them. */
const SHARE_OF_PATIENCE = 0.25;

/** True when the service's events are to be read with the next observation. */
export function eventsAreDue(job: WorkflowState, now: number): boolean {
  if (job.events === undefined) return true;
  const age = now - (job.startedAt ?? now);
  const pause = Math.min(Math.max(SOONEST_MS, age * SHARE_OF_AGE), job.deadlines.noProgress * SHARE_OF_PATIENCE);
  return now - job.events.readAt >= pause;
}
