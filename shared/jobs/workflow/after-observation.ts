import { nextWait } from '../polling/next-wait.ts';
import type { Observation } from './activity-result.ts';
import { deadlineExceeded, progressTimeLeft, stalled, timeLeft } from './deadlines.ts';
import { CANCEL_GRACE_MS, CANCEL_REPEAT_MS, endUnconfirmed, giveUp } from './give-up.ts';
import type { Advance, Command, WorkflowState } from './job-state.ts';

/**
 * Decides after an observation of the service's job. An end that the service reports takes precedence over every
 * request.
 */
export function afterObservation(before: WorkflowState, seen: Observation, now: number): Advance {
  const job = noted(before, seen, now);
  const over: WorkflowState = { ...job, serviceEnded: true };
  switch (seen.phase) {
    case 'done':
      // Even if it was about to be given up: the work is done, and what it cost is spent.
      return then(without(over, 'ending'), 'collect');
    case 'failed':
      return then({ ...over, ending: { state: 'failed', reason: seen.reason ?? unexplained(seen) } }, 'collect');
    case 'cancelled':
      return then({ ...over, ending: job.ending ?? cancelled(job) }, 'collect');
    case 'running':
    case 'paused':
    case 'unknown':
      return whileRunning(job, seen, now);
  }
}

function whileRunning(job: WorkflowState, seen: Observation, now: number): Advance {
  if (job.ending !== undefined || seen.requestedAction === 'cancel') return cancelling(job, seen, now);
  if (timeLeft(job, now) <= 0) return giveUp(job, deadlineExceeded(job));
  const command = wanted(job, seen);
  if (command !== undefined) return then({ ...job, command }, 'sendCommand');
  if (progressTimeLeft(job, now) <= 0) {
    // Only fresh events prove that there were none.
    return seen.events === 'skipped' ? then(without(job, 'events'), 'observe') : giveUp(job, stalled(job, seen.status));
  }
  return then(job, 'observe', waitAfter(job, seen, now));
}

function cancelling(job: WorkflowState, seen: Observation, now: number): Advance {
  const told = job.lastCommand?.command === 'cancel' ? job.lastCommand : undefined;
  if (told === undefined || now - told.at >= CANCEL_REPEAT_MS) {
    if (told !== undefined && now - told.since >= CANCEL_GRACE_MS) {
      return endUnconfirmed(job, `its status is still "${seen.status}"`);
    }
    return then({ ...job, command: 'cancel' }, 'sendCommand');
  }
  const age = now - told.since;
  return then(job, 'observe', Math.min(nextWait({ age }, job.pace, seed(job)), CANCEL_REPEAT_MS));
}

/** Returns the command for the service. A command is sent once: a slow service does not justify a repeat. */
function wanted(job: WorkflowState, { requestedAction, phase }: Observation): Command | undefined {
  if (job.lastCommand?.command === requestedAction) return undefined;
  if (requestedAction === 'pause' && phase !== 'paused') return 'pause';
  const isPaused = phase === 'paused' || job.lastCommand?.command === 'pause';
  return requestedAction === 'resume' && isPaused ? 'resume' : undefined;
}

function waitAfter(
  job: WorkflowState,
  { remaining, retryAfter, phase, requestedAction }: Observation,
  now: number,
): number {
  const outlook = {
    age: now - (job.startedAt ?? now),
    ...(job.typical === undefined ? {} : { typical: job.typical }),
    ...(remaining === undefined ? {} : { remaining }),
    ...(retryAfter === undefined ? {} : { asked: retryAfter }),
  };
  const patience =
    phase === 'paused' || requestedAction === 'pause' ? Number.POSITIVE_INFINITY : progressTimeLeft(job, now);
  return Math.max(1, Math.min(nextWait(outlook, job.pace, seed(job)), timeLeft(job, now), patience));
}

/** The job with what this look showed. The clock of the second deadline stands still while the job is paused. */
function noted(job: WorkflowState, seen: Observation, now: number): WorkflowState {
  const newest = seen.lastEvent ?? job.events?.last;
  const fingerprint = JSON.stringify([seen.fingerprint, newest ?? null]);
  const stands = seen.phase === 'paused' || seen.requestedAction === 'pause';
  const changed = job.progress === undefined || fingerprint !== job.progress.fingerprint;
  return {
    ...job,
    progress: { fingerprint, at: changed || stands ? now : (job.progress?.at ?? now) },
    ...(seen.events === 'read' ? { events: { readAt: now, ...(newest === undefined ? {} : { last: newest }) } } : {}),
  };
}

function cancelled(job: WorkflowState): NonNullable<WorkflowState['ending']> {
  if (job.lastCommand?.command === 'cancel') return { state: 'cancelled' };
  const message = 'The job was cancelled at the service, not through this API.';
  return { state: 'cancelled', reason: { code: 'cancelled_at_service', message } };
}

const unexplained = ({ status }: Observation) => ({
  code: 'service_failed',
  message: `The service ended the job with the status "${status}" and gave no reason.`,
});

const seed = (job: WorkflowState) => `${job.id}/${job.steps}`;

const then = (job: WorkflowState, nextActivity: WorkflowState['nextActivity'], wait = 0): Advance => ({
  job: { ...job, nextActivity },
  wait,
});

function without(job: WorkflowState, name: 'ending' | 'events'): WorkflowState {
  const { [name]: _, ...rest } = job;
  return rest;
}
