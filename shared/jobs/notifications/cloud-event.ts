import type { JobRecord } from '../store/job-record.ts';
import { jobView } from '../store/job-view.ts';

/** The queue on which every change of a job's state is announced. */
export const JOB_EVENTS_QUEUE = 'job-events';

const TYPE_PREFIX = 'foundry-functions.job';
const SOURCE = '/foundry-functions/jobs';

/**
 * Returns a change of state as a CloudEvent 1.0. The id stays the same when the event is sent again, so receivers can
 * drop duplicates. `sequence` counts the changes of a job, because messages may overtake each other.
 */
export function jobStateEvent(job: JobRecord) {
  return {
    specversion: '1.0',
    id: `${job.id}/${job.sequence}`,
    type: `${TYPE_PREFIX}.${job.state}`,
    source: SOURCE,
    subject: job.id,
    time: job.updatedAt.toISOString(),
    datacontenttype: 'application/json',
    sequence: String(job.sequence).padStart(4, '0'),
    data: jobView(job),
  };
}

/**
 * Returns the event for a queued request that was rejected: no job exists, and the sender waits for no other answer.
 */
export function rejectionEvent(messageId: string, problem: unknown, at: Date) {
  return {
    specversion: '1.0',
    id: `request/${messageId}`,
    type: `${TYPE_PREFIX}.rejected`,
    source: SOURCE,
    subject: messageId,
    time: at.toISOString(),
    datacontenttype: 'application/json',
    data: problem,
  };
}

export type CloudEvent = ReturnType<typeof jobStateEvent> | ReturnType<typeof rejectionEvent>;
