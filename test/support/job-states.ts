import { DEFAULT_PACE } from '../../shared/jobs/polling/pace.ts';
import type { Observation } from '../../shared/jobs/workflow/activity-result.ts';
import type { WorkflowState } from '../../shared/jobs/workflow/job-state.ts';

const HOUR = 3_600_000;

/** A job as it is when its orchestration begins. */
export const acceptedJob = (changes: Partial<WorkflowState> = {}): WorkflowState => ({
  id: 'ft-1',
  kind: 'fine-tuning',
  acceptedAt: 0,
  deadlines: { total: 72 * HOUR, noProgress: 12 * HOUR, cancel: true },
  pace: DEFAULT_PACE,
  nextActivity: 'prepare',
  steps: 0,
  failures: 0,
  ...changes,
});

/** A job that runs at the service since `startedAt`. */
export const runningJob = (changes: Partial<WorkflowState> = {}): WorkflowState =>
  acceptedJob({
    nextActivity: 'observe',
    steps: 3,
    serviceId: 'ftjob-1',
    startedAt: 0,
    progress: { fingerprint: '["0",null]', at: 0 },
    ...changes,
  });

/** Result of one poll of a running job. */
export const observation = (changes: Partial<Observation> = {}): Observation => ({
  kind: 'observed',
  phase: 'running',
  status: 'running',
  fingerprint: '0',
  events: 'none',
  requestedAction: 'run',
  ...changes,
});
