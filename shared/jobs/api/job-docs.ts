import * as z from 'zod';
import { named, type RouteDocs } from '../../http/openapi.ts';
import { JOB_STATES } from '../store/job-record.ts';
import { evaluationRunRequest } from '../types/evaluation-run/request.ts';
import { fineTuningRequest } from '../types/fine-tuning/request.ts';
import { eventsQuery, listQuery } from './read-jobs.ts';

const time = z.iso.datetime();

/** A job as `jobView` returns it. */
export const jobSchema = named(
  'Job',
  z.object({
    id: z.string(),
    kind: z.string().meta({ description: '`fine-tuning` or `evaluation-run`.' }),
    state: z.enum(JOB_STATES),
    subject: z.string().meta({ description: 'The model that is tuned, or the eval that is run.' }),
    createdAt: time,
    updatedAt: time,
    endedAt: time.optional(),
    serviceId: z.string().optional().meta({ description: 'Id of the job at the service.' }),
    stages: z
      .array(z.object({ kind: z.string(), serviceId: z.string() }))
      .optional()
      .meta({ description: 'Ids at the service of each stage, when the job has several.' }),
    serviceStatus: z.string().optional().meta({ description: 'Status in the words of the service.' }),
    requested: z.enum(['cancel', 'pause', 'resume']).optional(),
    reason: z.object({ code: z.string(), message: z.string() }).optional(),
    verdict: z.enum(['passed', 'failed']).optional().meta({ description: 'Result of the gates of an evaluation.' }),
    results: z
      .object({ report: z.string(), result: z.string() })
      .optional()
      .meta({ description: 'Container and blob of the results.' }),
  }),
);

const job = jobSchema.schema as z.ZodType;
const next = z.url().optional().meta({ description: 'The next page; missing on the last one.' });
const jobPage = named('JobPage', z.object({ jobs: z.array(job), next }));
const eventPage = named(
  'JobEventPage',
  z.object({
    events: z.array(
      z.object({
        id: z.string(),
        at: time,
        source: z.enum(['job', 'service']),
        level: z.string().meta({ description: '`info`, `warn` or `error`.' }),
        message: z.string(),
        data: z.unknown().optional(),
      }),
    ),
    next,
  }),
);

const created: RouteDocs['responses'] = {
  200: { description: 'The same request was sent before, and its job has ended.', schema: jobSchema },
  202: { description: 'The job is accepted; Location names it, Retry-After says when to look.', schema: jobSchema },
};
const rejections = {
  422: 'The request cannot be carried out, or its idempotency key belongs to another request.',
  502: 'The service rejects the identity of the app.',
};

const command = (summary: string): RouteDocs => ({
  tag: 'jobs',
  summary,
  responses: {
    200: { description: 'The job has ended already.', schema: jobSchema },
    202: { description: 'The service will be told.', schema: jobSchema },
  },
  rejections: { 409: 'Not possible in this state, or for this type of job.' },
});

/** Descriptions of the routes of the jobs. */
export const jobDocs = {
  createFineTuning: {
    tag: 'jobs',
    summary: 'Fine-tune a model',
    body: named('FineTuningRequest', fineTuningRequest),
    idempotencyKey: true,
    responses: created,
    rejections: { ...rejections, 404: 'The eval of the comparison does not exist.' },
  },
  createEvaluationRun: {
    tag: 'jobs',
    summary: 'Run an eval over rows of data',
    // The eval stands in the path.
    body: named('EvaluationRunRequest', evaluationRunRequest.omit({ evalId: true })),
    idempotencyKey: true,
    responses: created,
    rejections,
  },
  list: {
    tag: 'jobs',
    summary: 'List jobs, newest first',
    query: listQuery,
    responses: { 200: { description: 'A page of jobs.', schema: jobPage } },
  },
  read: {
    tag: 'jobs',
    summary: 'Read a job',
    responses: { 200: { description: 'The job; Retry-After says when to ask again.', schema: jobSchema } },
  },
  events: {
    tag: 'jobs',
    summary: 'List the events of a job, oldest first',
    query: eventsQuery,
    responses: { 200: { description: 'A page of events.', schema: eventPage } },
  },
  cancel: command('Cancel a job'),
  pause: command('Pause a job, where the service can'),
  resume: command('Resume a paused job'),
} as const satisfies Readonly<Record<string, RouteDocs>>;
