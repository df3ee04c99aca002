import { nextWait } from '../polling/next-wait.ts';
import { retryDelay } from './after-failure.ts';
import type { Advance, Reason, WorkflowState } from './job-state.ts';

/** Decides after an activity that the service or the check of the request rejected. */
export function afterRejection(job: WorkflowState, reason: Reason, now: number): Advance {
  switch (job.nextActivity) {
    case 'sendCommand': {
      // A service may refuse to cancel what has just ended, or to pause what does not run yet: a look at the job tells.
      const wait = nextWait({ age: now - (job.startedAt ?? now) }, job.pace, `${job.id}/${job.steps}`);
      const next: WorkflowState = { ...job, nextActivity: 'observe' };
      if (job.command !== 'cancel') return { job: next, wait };
      // It was told, and is not told again at once.
      const since = job.lastCommand?.command === 'cancel' ? job.lastCommand.since : now;
      return { job: { ...next, lastCommand: { command: 'cancel', since, at: now } }, wait: job.pace.shortest };
    }
    case 'finalize':
      // An operator has to restore access to storage; until then the ending is kept here.
      return { job, wait: retryDelay(job, Math.min(job.steps, 8), 0) };
    default:
      return { job: { ...job, nextActivity: 'finalize', ending: job.ending ?? { state: 'failed', reason } }, wait: 0 };
  }
}
