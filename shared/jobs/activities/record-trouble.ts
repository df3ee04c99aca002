import { messageOf } from '../../core/errors.ts';
import { saveEvents } from '../store/job-events.ts';
import type { WorkflowState } from '../workflow/job-state.ts';
import type { JobServices } from './job-services.ts';

/** Records why a job does not progress, for its readers. A failure to record is only logged. */
export async function recordTrouble(
  job: WorkflowState,
  level: 'warn' | 'error',
  message: string,
  { eventsTable, context, now }: JobServices,
): Promise<void> {
  const event = { id: `trouble-${job.steps}`, at: new Date(now()), source: 'job', level, message } as const;
  try {
    await saveEvents(eventsTable, job.id, [event]);
  } catch (error) {
    context.log.warn(`${job.id}: its trouble could not be noted. ${messageOf(error)}`);
  }
}
