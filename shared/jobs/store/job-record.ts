import type { RequestedAction } from '../workflow/activity-result.ts';
import type { Reason } from '../workflow/job-state.ts';

export const JOB_STATES = [
  'accepted',
  'preparing',
  'running',
  'pausing',
  'paused',
  'cancelling',
  'collecting',
  'succeeded',
  'failed',
  'cancelled',
] as const;

/** State of a job. The last three are final. */
export type JobState = (typeof JOB_STATES)[number];

/**
 * Version of the stored workflows. Version 2 renamed orchestrations, activities and their state, and has a task hub of its own: workflows of
 * version 1 are not continued.
 */
export const JOB_STATE_VERSION = 2;

/** True for a job that an earlier version started and no workflow carries now. */
export const isLeftBehind = ({ state, stateVersion = JOB_STATE_VERSION }: JobRecord): boolean =>
  stateVersion < JOB_STATE_VERSION && !hasEnded(state);

const ENDS: readonly JobState[] = ['succeeded', 'failed', 'cancelled'];

export const hasEnded = (state: JobState): boolean => ENDS.includes(state);

/** Everything known about a job without asking the service. */
export interface JobRecord {
  readonly id: string;
  /** Version of this app's workflows that carries the job; a row without one is of version 1. */
  readonly stateVersion?: number | undefined;
  readonly kind: string;
  readonly state: JobState;
  /** Subject in a few words: the model that is tuned, the eval that is run. */
  readonly subject: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly endedAt?: Date | undefined;
  /** Tells two requests apart that came with the same idempotency key. */
  readonly requestHash: string;
  /** Id of the first stage's job at the service, and the status of the present stage in the words of the service. */
  readonly serviceId?: string | undefined;
  readonly serviceStatus?: string | undefined;
  /** Ids at the service of the stages that followed the first one, by their job type. */
  readonly laterStages?: Readonly<Record<string, string>> | undefined;
  readonly requestedAction: RequestedAction;
  readonly reason?: Reason | undefined;
  readonly verdict?: 'passed' | 'failed' | undefined;
  /** Receives a post for every change of state. */
  readonly webhook?: string | undefined;
  /** Counts the changes of state, and how many of them have been announced. */
  readonly sequence: number;
  readonly announced: number;
  /** Until then one step has the right to create the service's job. */
  readonly leaseUntil?: Date | undefined;
}
