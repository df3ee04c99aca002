import { messageOf } from '../../core/errors.ts';
import { saveEvents } from '../store/job-events.ts';
import type { WorkflowState } from '../workflow/job-state.ts';
import type { JobServices } from './job-services.ts';

/** Lets those who look at a job see why it does not get on. Only a help: a failure to note a failure is no further one. */
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
