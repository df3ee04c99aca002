import { DEFAULT_PACE } from '../../shared/jobs/polling/pace.ts';
import type { Seen } from '../../shared/jobs/workflow/activity-result.ts';
import type { CarriedJob } from '../../shared/jobs/workflow/job-state.ts';

const HOUR = 3_600_000;

/** A job as it is when its orchestration begins. */
export const acceptedJob = (changes: Partial<CarriedJob> = {}): CarriedJob => ({
  id: 'ft-1',
  kind: 'fine-tuning',
  acceptedAt: 0,
  deadlines: { total: 72 * HOUR, noProgress: 12 * HOUR, cancel: true },
  pace: DEFAULT_PACE,
  next: 'prepare',
  turn: 0,
  failures: 0,
  ...changes,
});

/** A job that runs at the service since `startedAt`. */
export const runningJob = (changes: Partial<CarriedJob> = {}): CarriedJob =>
  acceptedJob({
    next: 'observe',
    turn: 3,
    serviceId: 'ftjob-1',
    startedAt: 0,
    progress: { print: '["0",null]', at: 0 },
    ...changes,
  });

/** What a look at a running job shows. */
export const seen = (changes: Partial<Seen> = {}): Seen => ({
  kind: 'seen',
  judgement: 'running',
  status: 'running',
  print: '0',
  events: 'none',
  wish: 'run',
  ...changes,
});
