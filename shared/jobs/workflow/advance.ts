import { nextWait } from '../polling/next-wait.ts';
import type { ActivityResult } from './activity-result.ts';
import { afterFailure } from './after-failure.ts';
import { afterObservation } from './after-observation.ts';
import { afterRejection } from './after-rejection.ts';
import { withoutOutage } from './deadlines.ts';
import type { Advance, Ending, Reason, WorkflowState } from './job-state.ts';

/**
 * Decides what follows an activity from its result alone: the whole life of a job, without a clock, a network or a host of its own.
 */
export function advance(before: WorkflowState, answer: ActivityResult, now: number): Advance {
  const next = decide(withoutOutage(before, now), answer, now);
  return next.ended === undefined ? { ...next, job: { ...next.job, dueAt: now + next.wait } } : next;
}

function decide(before: WorkflowState, answer: ActivityResult, now: number): Advance {
  const failed = answer.kind === 'retry' || answer.kind === 'crashed';
  const job: WorkflowState = { ...before, steps: before.steps + 1, failures: failed ? before.failures + 1 : 0 };
  switch (answer.kind) {
    case 'prepared':
      return at({ ...job, nextActivity: 'create', files: { ...job.files, ...answer.files } });
    case 'created': {
      const started: WorkflowState = {
        ...job,
        nextActivity: 'observe',
        serviceId: answer.serviceId,
        startedAt: now,
        progress: { fingerprint: '', at: now },
      };
      return at(started, nextWait({ age: 0 }, job.pace, `${job.id}/${job.steps}`));
    }
    case 'not created':
      return at({ ...job, nextActivity: 'finalize', ending: answer.ending });
    case 'observed':
      return afterObservation(job, answer, now);
    case 'commanded': {
      const since = job.lastCommand?.command === answer.command ? job.lastCommand.since : now;
      return at(
        { ...job, nextActivity: 'observe', lastCommand: { command: answer.command, since, at: now } },
        nextWait({ age: 0 }, job.pace, `${job.id}/${job.steps}`),
      );
    }
    case 'collected':
      return at(
        answer.followedBy !== undefined && job.ending === undefined
          ? nextLeg(job, answer.followedBy)
          : { ...job, nextActivity: 'finalize', ending: job.ending ?? endingOf(answer.failure) },
      );
    case 'finalized':
      return { ended: answer.ending };
    case 'retry':
    case 'crashed':
      return afterFailure(job, answer, now);
    case 'rejected':
      return afterRejection(job, answer.reason, now);
  }
}

const endingOf = (failure: Reason | undefined): Ending =>
  failure === undefined ? { state: 'succeeded' } : { state: 'failed', reason: failure };

/** The job goes on as another kind: what belonged to the first one's job at the service is left behind. */
function nextLeg(job: WorkflowState, kind: string): WorkflowState {
  const { serviceId, startedAt, progress, events, lastCommand, typical, serviceEnded, ...kept } = job;
  return { ...kept, kind, nextActivity: 'prepare' };
}

const at = (job: WorkflowState, wait = 0): Advance => ({ job, wait });
