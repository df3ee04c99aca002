import type { Advance, Ending, Reason, WorkflowState } from './job-state.ts';

/** Milliseconds that the service may take to confirm a cancellation. */
export const CANCEL_GRACE_MS = 3_600_000;

/** Milliseconds between two attempts at an unconfirmed cancellation. */
export const CANCEL_REPEAT_MS = 600_000;

/** Ends a job at a deadline: first at the service, if that is wished and there is something to cancel. */
export function giveUp(job: WorkflowState, reason: Reason): Advance {
  const ending: Ending = { state: 'failed', reason };
  if (job.deadlines.cancel && job.serviceId !== undefined) {
    return { job: { ...job, nextActivity: 'sendCommand', command: 'cancel', ending }, wait: 0 };
  }
  return { job: { ...job, nextActivity: 'finalize', ending }, wait: 0 };
}

/** Ends a job whose cancelling the service has not confirmed, and says so: it may still run, and cost. */
export function endUnconfirmed(job: WorkflowState, why: string): Advance {
  const doubt = `The service has not confirmed that ${job.serviceId ?? 'the job'} is cancelled (${why}): check it there.`;
  const reason: Reason = job.ending?.reason
    ? { ...job.ending.reason, message: `${job.ending.reason.message} ${doubt}` }
    : { code: 'cancel_not_confirmed', message: doubt };
  return { job: { ...job, nextActivity: 'finalize', ending: { state: 'failed', reason } }, wait: 0 };
}
