import * as z from 'zod';
import { RequestError } from '../../core/request-error.ts';
import { parseRequest } from '../../core/validation.ts';
import type { ApiResponse } from '../../http/response.ts';
import type { JobServices } from '../activities/job-services.ts';
import { listEvents } from '../store/job-events.ts';
import { hasEnded, JOB_STATES, type JobRecord } from '../store/job-record.ts';
import { jobView } from '../store/job-view.ts';
import { listJobs } from '../store/list-jobs.ts';
import { RETRY_AFTER_S } from './create-job.ts';
import { withProblems } from './with-problems.ts';

const limit = z.coerce.number().int().min(1).max(1000);

export const listQuery = z.object({
  kind: z.string().optional(),
  state: z.enum(JOB_STATES).optional(),
  limit: limit.max(100).default(20),
  after: z.string().max(200).optional(),
});

export const eventsQuery = z.object({ limit: limit.default(100), after: z.string().max(200).optional() });

type Query = Readonly<Record<string, string>>;

/** Answers `GET /api/jobs?kind=&state=&limit=&after=`: the newest first. */
export const readJobs = (query: Query, base: string, { jobsTable }: JobServices): Promise<ApiResponse> =>
  withProblems(async () => {
    const wanted = parseRequest(listQuery, query);
    const { jobs, next } = await listJobs(jobsTable, defined(wanted));
    return { status: 200, body: { jobs: jobs.map(jobView), ...link(`${base}/jobs`, wanted, next) } };
  });

/** Answers `GET /api/jobs/{id}`. */
export const readJob = (id: string, services: JobServices): Promise<ApiResponse> =>
  withProblems(async () => {
    const job = await jobNamed(id, services);
    const headers: Record<string, string> = hasEnded(job.state) ? {} : { 'retry-after': String(RETRY_AFTER_S) };
    return { status: 200, headers, body: jobView(job) };
  });

/** Answers `GET /api/jobs/{id}/events?limit=&after=`: the oldest first. */
export const readEvents = (id: string, query: Query, base: string, services: JobServices): Promise<ApiResponse> =>
  withProblems(async () => {
    await jobNamed(id, services);
    const wanted = parseRequest(eventsQuery, query);
    const { events, next } = await listEvents(services.eventsTable, id, defined(wanted));
    return { status: 200, body: { events, ...link(`${base}/jobs/${id}/events`, wanted, next) } };
  });

/** @throws RequestError (404) */
export async function jobNamed(id: string, { store }: JobServices): Promise<JobRecord> {
  const stored = /^[a-z]{2}-[0-9a-f]{32}$/.test(id) ? await store.read(id) : undefined;
  if (stored !== undefined) return stored.record;
  throw new RequestError('job_not_found', `There is no job ${id.slice(0, 100)}.`, { status: 404 });
}

function link(address: string, query: Readonly<Record<string, unknown>>, next: string | undefined): { next?: string } {
  if (next === undefined) return {};
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...defined(query), after: next })) parameters.set(name, String(value));
  return { next: `${address}?${parameters}` };
}

type Defined<T> = { [Name in keyof T]: Exclude<T[Name], undefined> };

/** Without the fields that are undefined: not there is another thing for types, and for URLs. */
function defined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as Defined<T>;
}
