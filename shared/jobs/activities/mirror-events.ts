import type { Log } from '../../core/logging/log.ts';
import type { BoundRequest } from '../contract/bound-job-type.ts';
import type { ServiceEvent } from '../contract/job-type.ts';
import { type JobEvent, saveEvents } from '../store/job-events.ts';
import type { WorkflowState } from '../workflow/job-state.ts';
import type { JobServices } from './job-services.ts';

/**
 * Brings the service's events of a job that are newer than the last one known into the job's own list, and each into the log,
 * once. Returns the id of the newest.
 */
export async function mirrorEvents(
  job: WorkflowState,
  serviceId: string,
  open: BoundRequest,
  { context, eventsTable }: JobServices,
): Promise<string | undefined> {
  const fresh: ServiceEvent[] = [];
  for await (const event of open.events?.(serviceId, context) ?? []) {
    if (event.id === job.events?.last) break;
    fresh.push(event);
  }
  const kept = await saveEvents(eventsTable, job.id, inOrder(fresh.reverse()));
  for (const event of kept) log(context.log, event.level, `${job.id}: ${event.message}`);
  return fresh.at(-1)?.id ?? job.events?.last;
}

/** The service tells times in seconds; what happened in the same second keeps its order by a millisecond each. */
function inOrder(events: readonly ServiceEvent[]): JobEvent[] {
  let [second, place] = [0, 0];
  return events.map((event) => {
    place = event.at === second ? Math.min(place + 1, 999) : 0;
    second = event.at;
    return asJobEvent(event, place);
  });
}

const asJobEvent = ({ id, at, level, message, data }: ServiceEvent, place: number): JobEvent => ({
  id,
  at: new Date(at * 1000 + place),
  source: 'service',
  level,
  message,
  ...(data === undefined || data === null ? {} : { data }),
});

function log(to: Log, level: string, message: string): void {
  if (level === 'error') to.error(message);
  else if (level.startsWith('warn')) to.warn(message);
  else to.info(message);
}
