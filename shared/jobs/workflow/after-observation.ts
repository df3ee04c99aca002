import { nextWait } from '../polling/next-wait.ts';
import type { Seen } from './activity-result.ts';
import type { Advance } from './advance.ts';
import { patienceLeft, stalled, timeIsUp, timeLeft } from './deadlines.ts';
import { CANCEL_GRACE_MS, endUnconfirmed, giveUp, REPEAT_CANCEL_MS } from './give-up.ts';
import type { CarriedJob, Order } from './job-state.ts';

/** What follows a look at the service's job. What the service says of an end goes before everything we want. */
export function afterSeen(before: CarriedJob, seen: Seen, now: number): Advance {
  const job = noted(before, seen, now);
  const over: CarriedJob = { ...job, over: true };
  switch (seen.judgement) {
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

function whileRunning(job: CarriedJob, seen: Seen, now: number): Advance {
  if (job.ending !== undefined || seen.wish === 'cancel') return cancelling(job, seen, now);
  if (timeLeft(job, now) <= 0) return giveUp(job, timeIsUp(job));
  const order = wanted(job, seen);
  if (order !== undefined) return then({ ...job, order }, 'order');
  if (patienceLeft(job, now) <= 0) {
    // Only fresh events prove that there were none.
    return seen.events === 'skipped' ? then(without(job, 'events'), 'observe') : giveUp(job, stalled(job, seen.status));
  }
  return then(job, 'observe', waitAfter(job, seen, now));
}

function cancelling(job: CarriedJob, seen: Seen, now: number): Advance {
  const told = job.ordered?.what === 'cancel' ? job.ordered : undefined;
  if (told === undefined || now - told.at >= REPEAT_CANCEL_MS) {
    if (told !== undefined && now - told.since >= CANCEL_GRACE_MS) {
      return endUnconfirmed(job, `its status is still "${seen.status}"`);
    }
    return then({ ...job, order: 'cancel' }, 'order');
  }
  const age = now - told.since;
  return then(job, 'observe', Math.min(nextWait({ age }, job.pace, seed(job)), REPEAT_CANCEL_MS));
}

/** What the service is to be told. Once is enough: that it is slow to follow is no reason to repeat it. */
function wanted(job: CarriedJob, { wish, judgement }: Seen): Order | undefined {
  if (job.ordered?.what === wish) return undefined;
  if (wish === 'pause' && judgement !== 'paused') return 'pause';
  const isPaused = judgement === 'paused' || job.ordered?.what === 'pause';
  return wish === 'resume' && isPaused ? 'resume' : undefined;
}

function waitAfter(job: CarriedJob, { remaining, asked, judgement, wish }: Seen, now: number): number {
  const outlook = {
    age: now - (job.startedAt ?? now),
    ...(job.typical === undefined ? {} : { typical: job.typical }),
    ...(remaining === undefined ? {} : { remaining }),
    ...(asked === undefined ? {} : { asked }),
  };
  const patience = judgement === 'paused' || wish === 'pause' ? Number.POSITIVE_INFINITY : patienceLeft(job, now);
  return Math.max(1, Math.min(nextWait(outlook, job.pace, seed(job)), timeLeft(job, now), patience));
}

/** The job with what this look showed. The clock of the second deadline stands still while the job is paused. */
function noted(job: CarriedJob, seen: Seen, now: number): CarriedJob {
  const newest = seen.lastEvent ?? job.events?.last;
  const print = JSON.stringify([seen.print, newest ?? null]);
  const stands = seen.judgement === 'paused' || seen.wish === 'pause';
  const changed = job.progress === undefined || print !== job.progress.print;
  return {
    ...job,
    progress: { print, at: changed || stands ? now : (job.progress?.at ?? now) },
    ...(seen.events === 'read' ? { events: { readAt: now, ...(newest === undefined ? {} : { last: newest }) } } : {}),
  };
}

function cancelled(job: CarriedJob): NonNullable<CarriedJob['ending']> {
  if (job.ordered?.what === 'cancel') return { state: 'cancelled' };
  const message = 'The job was cancelled at the service, not through this API.';
  return { state: 'cancelled', reason: { code: 'cancelled_at_service', message } };
}

const unexplained = ({ status }: Seen) => ({
  code: 'service_failed',
  message: `The service ended the job with the status "${status}" and gave no reason.`,
});

const seed = (job: CarriedJob) => `${job.id}/${job.turn}`;

const then = (job: CarriedJob, next: CarriedJob['next'], wait = 0): Advance => ({ job: { ...job, next }, wait });

function without(job: CarriedJob, name: 'ending' | 'events'): CarriedJob {
  const { [name]: _, ...rest } = job;
  return rest;
}
