import { sendMessage } from '../../azure/storage/send-message.ts';
import { JOB_EVENTS_QUEUE, jobStateEvent } from '../notifications/cloud-event.ts';
import { queueWebhook } from '../notifications/webhook-queue.ts';
import { saveEvents } from '../store/job-events.ts';
import type { JobRecord } from '../store/job-record.ts';
import type { JobServices } from './job-services.ts';

/** Tells of a job's state as it is in the record: on the queue, to the webhook, in the job's own list of events. */
export async function announce(job: JobRecord, { context, eventsTable }: JobServices): Promise<void> {
  const event = jobStateEvent(job);
  await sendMessage(context.storage.queue(JOB_EVENTS_QUEUE), JSON.stringify(event));
  if (job.webhook !== undefined) await queueWebhook(context.storage, { url: job.webhook, event, attempt: 1 });
  const why = job.reason === undefined ? '' : `: ${job.reason.message}`;
  await saveEvents(eventsTable, job.id, [
    {
      id: `state-${event.sequence}`,
      at: job.updatedAt,
      source: 'job',
      level: job.state === 'failed' ? 'error' : 'info',
      message: `The job is ${job.state}${why}`,
    },
  ]);
}
