import type { JobRecord } from '../store/job-record.ts';
import { jobView } from '../store/job-view.ts';

/** The queue on which every change of a job's state is announced. */
export const JOB_EVENTS_QUEUE = 'job-events';

const TYPE_PREFIX = 'foundry-functions.job';
const SOURCE = '/foundry-functions/jobs';

/**
 * A change of state as a CloudEvent 1.0. Its id is the same however often it is sent: whoever must not do something twice keeps
 * the ids it has seen. `sequence` counts the changes of a job, for messages may overtake each other.
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

/** A request from the queue that could not be accepted: there is no job, and nobody waits for an answer but here. */
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
