import { STARTS_QUEUE } from '../evaluations/start/start-queue.ts';
import { BLOB_EVENTS_QUEUE } from '../ingestion/events/take-events.ts';
import { JOB_REQUESTS_QUEUE } from '../jobs/api/queue-requests.ts';
import { WEBHOOKS_QUEUE } from '../jobs/notifications/webhook-queue.ts';

/** The queues that functions are triggered by, beside the tools', and what is lost with a message that is given up. */
export const TRIGGER_QUEUES = [
  { name: BLOB_EVENTS_QUEUE, lost: 'a blob is taken in late: they are tried again for about a day' },
  { name: JOB_REQUESTS_QUEUE, lost: 'a job was not accepted' },
  { name: WEBHOOKS_QUEUE, lost: 'a webhook did not get the end of a job' },
  { name: STARTS_QUEUE, lost: 'an evaluation was not started' },
] as const;
