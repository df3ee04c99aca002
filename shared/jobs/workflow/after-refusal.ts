import { nextWait } from '../polling/next-wait.ts';
import type { Advance } from './advance.ts';
import type { CarriedJob, Reason } from './job-state.ts';
import { pauseAfterFailure } from './pause-after-failure.ts';

/** What follows a step that cannot be done at all, as the service or the check of the request says. */
export function afterRefusal(job: CarriedJob, reason: Reason, now: number): Advance {
  switch (job.next) {
    case 'order': {
      // A service may refuse to cancel what has just ended, or to pause what does not run yet: a look at the job tells.
      const wait = nextWait({ age: now - (job.startedAt ?? now) }, job.pace, `${job.id}/${job.turn}`);
      const next: CarriedJob = { ...job, next: 'observe' };
      if (job.order !== 'cancel') return { job: next, wait };
      // It was told, and is not told again at once.
      const since = job.ordered?.what === 'cancel' ? job.ordered.since : now;
      return { job: { ...next, ordered: { what: 'cancel', since, at: now } }, wait: job.pace.shortest };
    }
    case 'conclude':
      // Somebody has to open the storage again; until then the ending is kept here.
      return { job, wait: pauseAfterFailure(job, Math.min(job.turn, 8), 0) };
    default:
      return { job: { ...job, next: 'conclude', ending: job.ending ?? { state: 'failed', reason } }, wait: 0 };
  }
}
