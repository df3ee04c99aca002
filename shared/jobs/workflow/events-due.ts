import type { WorkflowState } from './job-state.ts';

const SOONEST_MS = 60_000;
/** Reading events costs a call of its own: they are read less often than the job, in a like proportion to its age. */
const SHARE_OF_AGE = 0.3;
/** ... but several times within the deadline that waits for them. */
const SHARE_OF_PATIENCE = 0.25;

/** True when the service's events are to be read with the next observation. */
export function eventsAreDue(job: WorkflowState, now: number): boolean {
  if (job.events === undefined) return true;
  const age = now - (job.startedAt ?? now);
  const pause = Math.min(Math.max(SOONEST_MS, age * SHARE_OF_AGE), job.deadlines.noProgress * SHARE_OF_PATIENCE);
  return now - job.events.readAt >= pause;
}
