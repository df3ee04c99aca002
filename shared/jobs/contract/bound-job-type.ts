import { Refusal } from '../../core/request-error.ts';
import { parseRequest } from '../../core/validation/parse-request.ts';
import type { Collected } from '../report/results.ts';
import type { Order, Reason } from '../workflow/job-state.ts';
import { inItsProject } from './in-its-project.ts';
import type { JobTools } from './job-context.ts';
import type { JobOptions } from './job-options.ts';
import type { Files, JobKind, Judgement, KeyedTools, ServiceEvent } from './job-type.ts';

/** A job kind that has forgotten the types of its request and its job: what the steps, which know no kind, work with. */
export interface BoundKind {
  readonly name: string;
  readonly prefix: string;
  readonly deadlines: JobKind<JobOptions, unknown>['deadlines'];
  /** What the service can be told about such jobs. */
  readonly orders: readonly Order[];
  /** Reads a request. @throws Refusal naming the fields in the way */
  open(body: unknown): OpenJob;
}

/** One request of a kind. */
export interface OpenJob {
  readonly request: JobOptions;
  /** What the job is about, in a few words. */
  readonly subject: string;
  check(tools: JobTools): Promise<Readonly<Record<string, string>>>;
  prepare(tools: KeyedTools): Promise<Files>;
  /** Id of the service's job that was made for this key. */
  find(tools: KeyedTools): Promise<string | undefined>;
  create(files: Files, tools: KeyedTools): Promise<string>;
  abandon(tools: KeyedTools): Promise<void>;
  look(id: string, tools: JobTools): Promise<Look>;
  readonly events?: (id: string, tools: JobTools) => AsyncIterable<ServiceEvent>;
  order(what: Order, id: string, tools: JobTools): Promise<void>;
  collect(id: string, tools: KeyedTools): Promise<Collected>;
}

/** What one reading of the service's job says. */
export interface Look {
  readonly judgement: Judgement;
  readonly status: string;
  readonly print: string;
  readonly asked?: number;
  /** Milliseconds to the finish that the service foretells, by its own clock. */
  readonly remaining?: number;
  readonly reason?: Reason;
}

export function bindKind<Request extends JobOptions, Job>(kind: JobKind<Request, Job>): BoundKind {
  const { name, prefix, deadlines } = kind;
  const orders = (['cancel', 'pause', 'resume'] as const).filter((order) => kind[order] !== undefined);
  return { name, prefix, deadlines, orders, open: (body) => openJob(kind, parseRequest(kind.request, body)) };
}

function openJob<Request extends JobOptions, Job>(kind: JobKind<Request, Job>, request: Request): OpenJob {
  const there = <Tools extends JobTools>(tools: Tools) => inItsProject(request, tools);
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
    look: async (id, tools) => {
      const { job, asked, serviceTime = Date.now() } = await kind.read(id, request, await there(tools));
      const reason = kind.reason?.(job);
      const finish = kind.estimatedFinish?.(job);
      return {
        judgement: kind.judge(job),
        status: kind.status(job),
        print: JSON.stringify(kind.progress(job)),
        ...(asked === undefined ? {} : { asked }),
        ...(finish === undefined ? {} : { remaining: finish * 1000 - serviceTime }),
        ...(reason === undefined ? {} : { reason }),
      };
    },
    ...(kind.events === undefined ? {} : { events: kind.events.bind(kind) }),
    order: async (what, id, tools) => {
      const tell = kind[what];
      if (tell === undefined) throw new Refusal('not_possible', `A job of the kind ${kind.name} cannot ${what}.`);
      await tell.call(kind, id, request, await there(tools));
    },
    collect: async (id, all) => {
      const tools = await there(all);
      return kind.collect((await kind.read(id, request, tools)).job, request, tools);
    },
  };
}
