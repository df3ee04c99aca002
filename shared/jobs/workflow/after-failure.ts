import type { Answer } from './activity-result.ts';
import type { Advance } from './advance.ts';
import { timeIsUp, timeLeft } from './deadlines.ts';
import { CANCEL_GRACE_MS, endUnconfirmed, giveUp } from './give-up.ts';
import type { CarriedJob, Ending, Reason } from './job-state.ts';
import { pauseAfterFailure } from './pause-after-failure.ts';

/** How often in a row a step may break before the job is ended: a process may die in it, a mistake stays one. */
export const MOST_BREAKS = 5;

type Failure = Extract<Answer, { kind: 'later' | 'broke' }>;

/** What follows a step that could not be done for now: the same step later, unless the job's time is up. */
export function afterFailure(job: CarriedJob, answer: Failure, now: number): Advance {
  if (answer.kind === 'broke' && job.failures >= MOST_BREAKS) return broken(job, answer.why);
  const left = timeLeft(job, now);
  if (left <= 0 && job.next !== 'conclude') return outOfTime(job, answer.why, -left);
  const pause = pauseAfterFailure(job, job.failures, answer.kind === 'later' ? answer.wait : 0);
  return { job, wait: left > 0 ? Math.min(pause, left) : pause };
}

function outOfTime(job: CarriedJob, why: string, overdue: number): Advance {
  const reason = timeIsUp(job);
  const again = { job, wait: pauseAfterFailure(job, job.failures, 0) };
  const late = overdue >= CANCEL_GRACE_MS;
  switch (job.next) {
    case 'observe':
      if (job.ending === undefined) return giveUp(job, reason);
      return late ? endUnconfirmed(job, why) : again;
    case 'order':
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

function conclude(job: CarriedJob, reason: Reason, why: string): Advance {
  const ending: Ending = job.ending ?? {
    state: 'failed',
    reason: { ...reason, message: `${reason.message} The last try said: ${why}` },
  };
  return { job: { ...job, next: 'conclude', ending }, wait: 0 };
}

function broken(job: CarriedJob, why: string): Advance {
  const left = job.serviceId === undefined ? '' : ` ${job.serviceId} is left as it is at the service.`;
  const message = `The step "${job.next}" broke ${job.failures} times: ${why}.${left}`;
  const ending: Ending = job.ending ?? { state: 'failed', reason: { code: 'internal_error', message } };
  if (job.next === 'conclude') return { ended: ending };
  return { job: { ...job, next: 'conclude', ending, failures: 0 }, wait: 0 };
}
