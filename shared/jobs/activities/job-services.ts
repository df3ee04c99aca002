import type { TableClient } from '@azure/data-tables';
import type { BoundJobType } from '../contract/bound-job-type.ts';
import type { JobContext } from '../contract/job-context.ts';
import type { JobRunContext } from '../contract/job-type.ts';
import { JOB_EVENTS_TABLE, type JobEvent, listEvents } from '../store/job-events.ts';
import { JOBS_TABLE, JobStore } from '../store/job-store.ts';

/** Dependencies of the activities. */
export interface JobServices {
  readonly jobTypes: ReadonlyMap<string, BoundJobType>;
  readonly context: JobContext;
  readonly store: JobStore;
  readonly jobsTable: TableClient;
  readonly eventsTable: TableClient;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export function jobServices(tools: JobContext, kinds: readonly BoundJobType[], now = Date.now): JobServices {
  const jobsTable = tools.storage.table(JOBS_TABLE);
  return {
    jobTypes: new Map(kinds.map((kind) => [kind.name, kind])),
    context: tools,
    store: new JobStore(jobsTable),
    jobsTable,
    eventsTable: tools.storage.table(JOB_EVENTS_TABLE),
    now,
  };
}

/** The tools of one job. */
export function runContextOf(
  { context, eventsTable }: JobServices,
  job: { id: string; acceptedAt: number },
): JobRunContext {
  return { ...context, key: job.id, acceptedAt: job.acceptedAt, events: () => allEvents(eventsTable, job.id) };
}

async function* allEvents(table: TableClient, id: string): AsyncIterable<JobEvent> {
  let after: string | undefined;
  do {
    const { events, next } = await listEvents(table, id, { limit: 1000, ...(after === undefined ? {} : { after }) });
    yield* events.filter(({ source }) => source === 'service');
    after = next;
  } while (after !== undefined);
}
