import { nextWait } from '../polling/next-wait.ts';
import type { Answer } from './activity-result.ts';
import { afterFailure } from './after-failure.ts';
import { afterSeen } from './after-observation.ts';
import { afterRefusal } from './after-refusal.ts';
import type { CarriedJob, Ending } from './job-state.ts';

/** What comes next: a step after so many milliseconds, or nothing, because the job has ended. */
export type Advance =
  | { readonly job: CarriedJob; readonly wait: number; readonly ended?: undefined }
  | { readonly ended: Ending };

/**
 * Decides what follows a step, from its answer alone: the whole life of a job, without a clock, a network or a host of its own.
 */
export function advance(before: CarriedJob, answer: Answer, now: number): Advance {
  const failed = answer.kind === 'later' || answer.kind === 'broke';
  const job: CarriedJob = { ...before, turn: before.turn + 1, failures: failed ? before.failures + 1 : 0 };
  switch (answer.kind) {
    case 'prepared':
      return at({ ...job, next: 'create', files: { ...job.files, ...answer.files } });
    case 'created': {
      const started: CarriedJob = {
        ...job,
        next: 'observe',
        serviceId: answer.serviceId,
        startedAt: now,
        progress: { print: '', at: now },
      };
      return at(started, nextWait({ age: 0 }, job.pace, `${job.id}/${job.turn}`));
    }
    case 'not created':
      return at({ ...job, next: 'conclude', ending: answer.ending });
    case 'seen':
      return afterSeen(job, answer, now);
    case 'ordered': {
      const since = job.ordered?.what === answer.what ? job.ordered.since : now;
      return at(
        { ...job, next: 'observe', ordered: { what: answer.what, since, at: now } },
        nextWait({ age: 0 }, job.pace, `${job.id}/${job.turn}`),
      );
    }
    case 'collected':
      return at(
        answer.followedBy !== undefined && job.ending === undefined
          ? nextLeg(job, answer.followedBy)
          : { ...job, next: 'conclude', ending: job.ending ?? { state: 'succeeded' } },
      );
    case 'concluded':
      return { ended: answer.ending };
    case 'later':
    case 'broke':
      return afterFailure(job, answer, now);
    case 'refused':
      return afterRefusal(job, answer.reason, now);
  }
}

/** The job goes on as another kind: what belonged to the first one's job at the service is left behind. */
function nextLeg(job: CarriedJob, kind: string): CarriedJob {
  const { serviceId, startedAt, progress, events, ordered, typical, over, ...kept } = job;
  return { ...kept, kind, next: 'prepare' };
}

const at = (job: CarriedJob, wait = 0): Advance => ({ job, wait });
