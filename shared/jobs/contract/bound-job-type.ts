import { RequestError } from '../../core/request-error.ts';
import { parseRequest } from '../../core/validation.ts';
import type { JobResults } from '../report/results.ts';
import type { Command, JobPhase, Reason } from '../workflow/job-state.ts';
import type { JobContext } from './job-context.ts';
import { withProjectOf } from './job-context.ts';
import type { JobOptions } from './job-options.ts';
import type { JobRunContext, JobType, ServiceEvent, UploadedFiles } from './job-type.ts';

/** A job kind that has forgotten the types of its request and its job: what the steps, which know no kind, work with. */
export interface BoundJobType {
  readonly name: string;
  readonly prefix: string;
  readonly deadlines: JobType<JobOptions, unknown>['deadlines'];
  /** Commands that the service accepts for such jobs. */
  readonly commands: readonly Command[];
  /** Reads a request. @throws RequestError naming the fields in the way */
  parse(body: unknown): BoundRequest;
}

/** One request of a kind. */
export interface BoundRequest {
  readonly request: JobOptions;
  /** Subject of the job in a few words. */
  readonly subject: string;
  check(tools: JobContext): Promise<Readonly<Record<string, string>>>;
  prepare(tools: JobRunContext): Promise<UploadedFiles>;
  /** Id of the service's job that was made for this key. */
  find(tools: JobRunContext): Promise<string | undefined>;
  create(files: UploadedFiles, tools: JobRunContext): Promise<string>;
  abandon(tools: JobRunContext): Promise<void>;
  read(id: string, tools: JobContext): Promise<ServiceSnapshot>;
  readonly events?: (id: string, tools: JobContext) => AsyncIterable<ServiceEvent>;
  sendCommand(what: Command, id: string, tools: JobContext): Promise<void>;
  collect(id: string, tools: JobRunContext): Promise<JobResults>;
}

/** Result of one reading of the service's job. */
export interface ServiceSnapshot {
  readonly phase: JobPhase;
  readonly status: string;
  readonly fingerprint: string;
  readonly retryAfter?: number;
  /** Milliseconds to the finish that the service foretells, by its own clock. */
  readonly remaining?: number;
  readonly reason?: Reason;
}

export function bindJobType<Request extends JobOptions, Job>(kind: JobType<Request, Job>): BoundJobType {
  const { name, prefix, deadlines } = kind;
  const commands = (['cancel', 'pause', 'resume'] as const).filter((command) => kind[command] !== undefined);
  return { name, prefix, deadlines, commands, parse: (body) => openJob(kind, parseRequest(kind.request, body)) };
}

function openJob<Request extends JobOptions, Job>(kind: JobType<Request, Job>, request: Request): BoundRequest {
  const there = <Tools extends JobContext>(tools: Tools) => withProjectOf(request, tools);
  return {
    request,
    subject: kind.subject(request),
    check: async (tools) => kind.check(request, await there(tools)),
    prepare: async (tools) => (await kind.prepare?.(request, await there(tools))) ?? {},
    find: async (tools) => {
      const job = await kind.find(request, await there(tools));
      return job === undefined ? undefined : kind.id(job);
    },
    create: async (files, tools) => kind.id(await kind.create(request, files, await there(tools))),
    abandon: async (tools) => kind.abandon?.(request, await there(tools)),
    read: async (id, tools) => {
      const { job, retryAfter, serviceTime = Date.now() } = await kind.read(id, request, await there(tools));
      const reason = kind.reason?.(job);
      const finish = kind.estimatedFinish?.(job);
      return {
        phase: kind.phase(job),
        status: kind.status(job),
        fingerprint: JSON.stringify(kind.progress(job)),
        ...(retryAfter === undefined ? {} : { retryAfter }),
        ...(finish === undefined ? {} : { remaining: finish * 1000 - serviceTime }),
        ...(reason === undefined ? {} : { reason }),
      };
    },
    ...(kind.events === undefined ? {} : { events: kind.events.bind(kind) }),
    sendCommand: async (what, id, tools) => {
      const tell = kind[what];
      if (tell === undefined) throw new RequestError('not_possible', `A job of the kind ${kind.name} cannot ${what}.`);
      await tell.call(kind, id, request, await there(tools));
    },
    collect: async (id, all) => {
      const tools = await there(all);
      return kind.collect((await kind.read(id, request, tools)).job, request, tools);
    },
  };
}
