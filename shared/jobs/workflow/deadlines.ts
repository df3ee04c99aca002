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
