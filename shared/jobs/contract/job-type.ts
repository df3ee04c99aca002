import type { z } from 'zod';
import type { ServiceReading } from '../../foundry/reading.ts';
import type { JobResults } from '../report/results.ts';
import type { JobEvent } from '../store/job-events.ts';
import type { Deadlines, JobPhase, Reason } from '../workflow/job-state.ts';
import type { JobContext } from './job-context.ts';

/** Something the service says happened to a job. */
export interface ServiceEvent {
  readonly id: string;
  /** Unix seconds. */
  readonly at: number;
  readonly level: string;
  readonly message: string;
  readonly data?: unknown;
}

/** Names of the files a job brought to the service, by what they are for. */
export type UploadedFiles = Readonly<Record<string, string>>;

/** Dependencies of one job. The job's id is its idempotency key at the service. */
export interface JobRunContext extends JobContext {
  readonly key: string;
  /** The job was accepted then; nothing of it is older. Milliseconds since 1970. */
  readonly acceptedAt: number;
  /** The service's events that were kept so far, the oldest first. */
  events(): AsyncIterable<JobEvent>;
}

/**
 * A type of long-running work at a service. Every function may be called more than once for the same job, so a function that creates
 * something first looks for it. Errors are those of the SDKs, or RequestError. To add a type, export one from a folder of
 * `shared/jobs/types` and list it in `job-types.ts`.
 *
 * @example
 * export const batch: JobType<BatchRequest, Batch> = {
 *   name: 'batch',
 *   prefix: 'ba',
 *   request: batchRequest,
 *   deadlines: { total: 24 * HOUR_MS, noProgress: 6 * HOUR_MS },
 *   subject: ({ model }) => model,
 *   check: async ({ input }, context) => ({ [input]: (await blobVersion(input, context, MAX_FILE_BYTES)).etag }),
 *   find: (_request, { openai, key }) => findFirst(openai.batches.list(), ({ metadata }) => metadata?.job === key),
 *   create: (request, files, { openai, key }) => openai.batches.create(batchParams(request, files, key)),
 *   id: ({ id }) => id,
 *   read: (id, _request, { openai }) => withServiceHeaders(openai.batches.retrieve(id)),
 *   status: ({ status }) => status,
 *   phase: ({ status }) => phaseOfStatus(status, { running: ['in_progress'], done: ['completed'], failed: ['failed'] }),
 *   progress: ({ request_counts }) => [request_counts],
 *   cancel: (id, _request, { openai }) => openai.batches.cancel(id),
 *   collect: collectBatch,
 * };
 */
export interface JobType<Request, Job> {
  readonly name: string;
  /** Begins the ids of such jobs. */
  readonly prefix: string;
  readonly request: z.ZodType<Request>;
  /** Default deadlines of such jobs. */
  readonly deadlines: Omit<Deadlines, 'cancel'>;
  /** Returns the subject of the job in a few words. */
  subject(request: Request): string;
  /**
   * Checks a request before anything is created. Returns the versions of the data that it names (etags of blobs): the
   * same request on other data is another job.
   */
  check(request: Request, tools: JobContext): Promise<Readonly<Record<string, string>>>;
  /** Brings the job's data to the service, once. */
  prepare?(request: Request, tools: JobRunContext): Promise<UploadedFiles>;
  /** The job made for this key, if there is one. */
  find(request: Request, tools: JobRunContext): Promise<Job | undefined>;
  create(request: Request, files: UploadedFiles, tools: JobRunContext): Promise<Job>;
  /** Takes back what was made of a job that is not to be made after all, when one job there is several things. */
  abandon?(request: Request, tools: JobRunContext): Promise<void>;
  id(job: Job): string;
  read(id: string, request: Request, tools: JobContext): Promise<ServiceReading<Job>>;
  phase(job: Job): JobPhase;
  /** The service's own word for where the job is. */
  status(job: Job): string;
  /** Why it failed, in the service's words. */
  reason?(job: Job): Reason | undefined;
  /** Returns values that change whenever the job progresses. */
  progress(job: Job): readonly unknown[];
  /** Unix seconds at which the service expects the job to end. */
  estimatedFinish?(job: Job): number | undefined;
  /** The job's events, newest first. */
  events?(id: string, tools: JobContext): AsyncIterable<ServiceEvent>;
  cancel(id: string, request: Request, tools: JobContext): Promise<unknown>;
  pause?(id: string, request: Request, tools: JobContext): Promise<unknown>;
  resume?(id: string, request: Request, tools: JobContext): Promise<unknown>;
  /** Results of a job that has ended in whatever way, kept file by file as they come. */
  collect(job: Job, request: Request, tools: JobRunContext): Promise<JobResults>;
}

type Known = Partial<Record<Exclude<JobPhase, 'unknown'>, readonly string[]>>;

/** Returns the phase that a status means, by the known words of each phase; case is ignored. */
export function phaseOfStatus(status: string, known: Known): JobPhase {
  const word = status.toLowerCase();
  for (const [judgement, words] of Object.entries(known) as [Exclude<JobPhase, 'unknown'>, readonly string[]][]) {
    if (words.includes(word)) return judgement;
  }
  return 'unknown';
}
