import * as z from 'zod';
import { named, type RouteDocs } from '../../http/openapi.ts';
import { jobSchema } from '../../jobs/api/job-docs.ts';
import { enqueueRequest } from './enqueue-responses.ts';
import { runRequest } from './run-now.ts';

const evaluation = z.looseObject({
  name: z.string(),
  state: z.string().meta({ description: '`on`, `off`, `paused`, `over`, `refused` or `unknown`.' }),
});

const pausing = (summary: string): RouteDocs => ({
  tag: 'evaluations',
  summary,
  responses: {
    200: {
      description: 'The evaluation has this state.',
      schema: named('EvaluationState', z.object({ name: z.string(), state: z.enum(['on', 'paused']) })),
    },
  },
  rejections: { 409: 'Not possible for this evaluation.' },
});

/** Descriptions of the routes of the evaluations. */
export const evaluationDocs = {
  list: {
    tag: 'evaluations',
    summary: 'List the evaluations of foundry.config.ts',
    responses: {
      200: {
        description: 'The evaluations with their next and last runs.',
        schema: named('Evaluations', z.object({ evaluations: z.array(evaluation) })),
      },
    },
  },
  runs: {
    tag: 'evaluations',
    summary: 'List the runs of an evaluation, newest first',
    responses: {
      200: {
        description: 'The runs.',
        schema: named(
          'EvaluationRuns',
          z.object({ name: z.string(), runs: z.array(z.looseObject({ occurrence: z.string() })) }),
        ),
      },
    },
  },
  occurrences: {
    tag: 'evaluations',
    summary: 'List the coming occurrences of an evaluation',
    query: z.object({ from: z.string().optional(), to: z.string().optional() }),
    responses: {
      200: {
        description: 'The occurrences.',
        schema: named(
          'EvaluationOccurrences',
          z.looseObject({ name: z.string(), occurrences: z.array(z.unknown()), more: z.boolean().optional() }),
        ),
      },
    },
  },
  runNow: {
    tag: 'evaluations',
    summary: 'Run an evaluation now',
    body: named('RunEvaluationRequest', runRequest),
    optionalBody: true,
    idempotencyKey: true,
    responses: { 202: { description: 'The run is accepted.', schema: jobSchema } },
    rejections: {
      409: 'The rule needs responses.',
      422: 'The run cannot be carried out, or its idempotency key belongs to another request.',
    },
  },
  pause: pausing('Pause an evaluation'),
  resume: pausing('Resume an evaluation'),
  tellResponses: {
    tag: 'evaluations',
    summary: 'Report responses of agents that may be evaluated',
    body: named('AgentResponsesRequest', enqueueRequest),
    responses: {
      202: {
        description: 'The responses are queued.',
        schema: named('AgentResponsesAccepted', z.object({ queued: z.int(), notSampled: z.int() })),
      },
    },
  },
} as const satisfies Readonly<Record<string, RouteDocs>>;
