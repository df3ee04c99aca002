import * as z from 'zod';
import { JOB_STATES } from '../store/job-record.ts';
import { evaluationRunRequest } from '../types/evaluation-run/request.ts';
import { fineTuningRequest } from '../types/fine-tuning/request.ts';
import { event, eventPage, job, jobPage, problem } from './openapi-schemas.ts';

type Json = Readonly<Record<string, unknown>>;

/**
 * One OpenAPI 3.0 document for the jobs' API. It is another one than the agents' tools have: what an agent may call is not what
 * starts a training. `server` is the base of the routes, for instance `https://APP.azurewebsites.net/api`.
 */
export function jobsOpenApi(server: string): Json {
  return {
    openapi: '3.0.3',
    info: {
      title: 'Jobs',
      version: '1.0.0',
      description: 'Fine-tuning jobs and evaluation runs, carried to their end.',
    },
    servers: [{ url: server }],
    security: [{ functionKey: [] }],
    paths: {
      '/fine-tuning/jobs': { post: create('createFineTuningJob', 'Fine-tune a model.', 'FineTuningRequest') },
      '/evals/{evalId}/runs': {
        post: create('createEvaluationRun', 'Run an eval over rows of data.', 'EvaluationRunRequest', [
          inPath('evalId'),
        ]),
      },
      '/jobs': {
        get: {
          operationId: 'listJobs',
          summary: 'Jobs, the newest first.',
          parameters: [
            inQuery('kind', { type: 'string' }),
            inQuery('state', { type: 'string', enum: JOB_STATES }),
            inQuery('limit', { type: 'integer', minimum: 1, maximum: 100, default: 20 }),
            inQuery('after', { type: 'string' }),
          ],
          responses: { 200: answer('A page of jobs.', 'JobPage'), 400: refused('The query cannot be used.') },
        },
      },
      '/jobs/{id}': {
        get: {
          operationId: 'readJob',
          summary: 'One job.',
          parameters: [inPath('id')],
          responses: { 200: answer('The job; Retry-After says when to ask again.', 'Job'), 404: missing },
        },
      },
      '/jobs/{id}/events': {
        get: {
          operationId: 'listJobEvents',
          summary: 'What happened to a job, the oldest first.',
          parameters: [
            inPath('id'),
            inQuery('limit', { type: 'integer', minimum: 1, maximum: 1000, default: 100 }),
            inQuery('after', { type: 'string' }),
          ],
          responses: {
            200: answer('A page of events.', 'EventPage'),
            400: refused('The query cannot be used.'),
            404: missing,
          },
        },
      },
      '/jobs/{id}/cancel': { post: order('cancelJob', 'Cancel a job; once more is no error.') },
      '/jobs/{id}/pause': { post: order('pauseJob', 'Pause a job, where the service can.') },
      '/jobs/{id}/resume': { post: order('resumeJob', 'Go on with a paused job.') },
    },
    components: {
      securitySchemes: { functionKey: { type: 'apiKey', in: 'header', name: 'x-functions-key' } },
      schemas: {
        FineTuningRequest: schemaOf(fineTuningRequest),
        // The eval stands in the path.
        EvaluationRunRequest: schemaOf(evaluationRunRequest.omit({ evalId: true })),
        Job: job,
        JobPage: jobPage,
        Event: event,
        EventPage: eventPage,
        Problem: problem,
      },
    },
  };
}

/** What JSON Schema cannot say (exactly one of several fields) is said by the problem of a request that gets it wrong. */
function schemaOf(schema: z.ZodType): unknown {
  return z.toJSONSchema(schema, { target: 'openapi-3.0', io: 'input', unrepresentable: 'any' });
}

function create(operationId: string, summary: string, schema: string, parameters: readonly Json[] = []): Json {
  return {
    operationId,
    summary,
    parameters: [...parameters, idempotencyKey],
    requestBody: { required: true, content: { 'application/json': { schema: reference(schema) } } },
    responses: {
      200: answer('The same request was sent before, and its job has ended.', 'Job'),
      202: answer('The job is accepted; Location says where it is, Retry-After when to look.', 'Job'),
      400: refused('The request cannot be understood; errors name the fields.'),
      404: refused('The eval does not exist.'),
      413: refused('The body is too large.'),
      422: refused('The request cannot be carried out.'),
      503: refused('It cannot be checked now; nothing was accepted.'),
    },
  };
}

const order = (operationId: string, summary: string): Json => ({
  operationId,
  summary,
  parameters: [inPath('id')],
  responses: {
    200: answer('The job has ended already.', 'Job'),
    202: answer('The service will be told.', 'Job'),
    404: refused('There is no such job.'),
    409: refused('Not possible in this state, or for this kind of job.'),
  },
});

const inPath = (name: string): Json => ({ name, in: 'path', required: true, schema: { type: 'string' } });
const inQuery = (name: string, schema: Json): Json => ({ name, in: 'query', required: false, schema });

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'A request sent again with the same key is the same job. Without it, the same request on the same data is.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
};

const reference = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });
const answer = (description: string, name: string): Json => ({
  description,
  content: { 'application/json': { schema: reference(name) } },
});
const refused = (description: string): Json => ({
  description,
  content: { 'application/problem+json': { schema: reference('Problem') } },
});
const missing = refused('There is no such job.');
