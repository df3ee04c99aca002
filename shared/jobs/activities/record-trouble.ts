import { messageOf } from '../../core/errors.ts';
import { keepEvents } from '../store/job-events.ts';
import type { CarriedJob } from '../workflow/job-state.ts';
import type { JobServices } from './job-services.ts';

/** Lets those who look at a job see why it does not get on. Only a help: a failure to note a failure is no further one. */
export async function noteTrouble(
  job: CarriedJob,
  level: 'warn' | 'error',
  message: string,
  { eventsTable, tools, now }: JobServices,
): Promise<void> {
  const event = { id: `trouble-${job.turn}`, at: new Date(now()), source: 'job', level, message } as const;
  try {
    await keepEvents(eventsTable, job.id, [event]);
  } catch (error) {
    tools.log.warn(`${job.id}: its trouble could not be noted. ${messageOf(error)}`);
  }
}
