import { jitter } from '../polling/next-wait.ts';
import type { ActivityResult } from './activity-result.ts';
import { deadlineExceeded, timeLeft } from './deadlines.ts';
import { CANCEL_GRACE_MS, endUnconfirmed, giveUp } from './give-up.ts';
import type { Advance, Ending, Reason, WorkflowState } from './job-state.ts';

/** Crashes in a row that end the job: a process may die during an activity, a bug stays. */
export const MAX_CRASHES = 5;

type Failure = Extract<ActivityResult, { kind: 'retry' | 'crashed' }>;

/** Decides after an activity that is not possible for now: the same activity later, unless the job's time is up. */
export function afterFailure(job: WorkflowState, answer: Failure, now: number): Advance {
  if (answer.kind === 'crashed' && job.failures >= MAX_CRASHES) return broken(job, answer.why);
  const left = timeLeft(job, now);
  if (left <= 0 && job.nextActivity !== 'finalize') return outOfTime(job, answer.why, -left);
  const pause = retryDelay(job, job.failures, answer.kind === 'retry' ? answer.wait : 0);
  return { job, wait: left > 0 ? Math.min(pause, left) : pause };
}

function outOfTime(job: WorkflowState, why: string, overdue: number): Advance {
  const reason = deadlineExceeded(job);
  const again = { job, wait: retryDelay(job, job.failures, 0) };
  const late = overdue >= CANCEL_GRACE_MS;
  switch (job.nextActivity) {
    case 'observe':
      if (job.ending === undefined) return giveUp(job, reason);
      return late ? endUnconfirmed(job, why) : again;
    case 'sendCommand':
      if (late) return endUnconfirmed(job, why);
      return { ...again, job: { ...job, ending: job.ending ?? { state: 'failed', reason } } };
    case 'create':
      if (late || !job.deadlines.cancel) return conclude(job, reason, why);
      // The request may have reached the service although its answer got lost: further steps look for a job, and make none.
      return { ...again, job: { ...job, ending: { state: 'failed', reason } } };
    default:
      return conclude(job, reason, why);
  }
}

function conclude(job: WorkflowState, reason: Reason, why: string): Advance {
  const ending: Ending = job.ending ?? {
    state: 'failed',
    reason: { ...reason, message: `${reason.message} The last try said: ${why}` },
  };
  return { job: { ...job, nextActivity: 'finalize', ending }, wait: 0 };
}

function broken(job: WorkflowState, why: string): Advance {
  const left = job.serviceId === undefined ? '' : ` ${job.serviceId} is left as it is at the service.`;
  const message = `The step "${job.nextActivity}" broke ${job.failures} times: ${why}.${left}`;
  const ending: Ending = job.ending ?? { state: 'failed', reason: { code: 'internal_error', message } };
  if (job.nextActivity === 'finalize') return { ended: ending };
  return { job: { ...job, nextActivity: 'finalize', ending, failures: 0 }, wait: 0 };
}

const FIRST_MS = 5_000;
const LONGEST_MS = 600_000;

/**
 * Milliseconds to wait after a step that could not be done for now: longer with every failure in a row, spread between half and
 * whole so that jobs refused together do not come back together, and never less than was asked.
 */
export function retryDelay(job: WorkflowState, failures: number, asked: number): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures - 1, 16));
  return Math.max(asked, Math.round(full * (0.5 + jitter(`${job.id}/${job.steps}`) / 2)));
}
