import type { TableClient } from '@azure/data-tables';
import type { BoundKind } from '../contract/bound-job-type.ts';
import type { JobTools } from '../contract/job-context.ts';
import type { KeyedTools } from '../contract/job-type.ts';
import { EVENTS_TABLE, type JobEvent, listEvents } from '../store/job-events.ts';
import { JOBS_TABLE, JobRegister } from '../store/job-store.ts';

/** What the steps work with. */
export interface JobServices {
  readonly kinds: ReadonlyMap<string, BoundKind>;
  readonly tools: JobTools;
  readonly register: JobRegister;
  readonly jobsTable: TableClient;
  readonly eventsTable: TableClient;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export function jobServices(tools: JobTools, kinds: readonly BoundKind[], now = Date.now): JobServices {
  const jobsTable = tools.storage.table(JOBS_TABLE);
  return {
    kinds: new Map(kinds.map((kind) => [kind.name, kind])),
    tools,
    register: new JobRegister(jobsTable),
    jobsTable,
    eventsTable: tools.storage.table(EVENTS_TABLE),
    now,
  };
}

/** The tools of one job. */
export function keyed({ tools, eventsTable }: JobServices, job: { id: string; acceptedAt: number }): KeyedTools {
  return { ...tools, key: job.id, acceptedAt: job.acceptedAt, events: () => allEvents(eventsTable, job.id) };
}

async function* allEvents(table: TableClient, id: string): AsyncIterable<JobEvent> {
  let after: string | undefined;
  do {
    const { events, next } = await listEvents(table, id, { limit: 1000, ...(after === undefined ? {} : { after }) });
    yield* events.filter(({ source }) => source === 'service');
    after = next;
  } while (after !== undefined);
}
