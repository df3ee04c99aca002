import { JOB_STATES } from '../store/job-record.ts';

const text = { type: 'string' } as const;
const time = { type: 'string', format: 'date-time' } as const;

/** A job as the API shows it: what jobView returns. */
export const job = {
  type: 'object',
  required: ['id', 'kind', 'state', 'subject', 'createdAt', 'updatedAt'],
  properties: {
    id: text,
    kind: { type: 'string', description: '`fine-tuning` or `evaluation-run`.' },
    state: { type: 'string', enum: JOB_STATES },
    subject: { type: 'string', description: 'The model that is tuned, the eval that is run.' },
    createdAt: time,
    updatedAt: time,
    endedAt: time,
    serviceId: { type: 'string', description: 'The job at the service.' },
    serviceStatus: { type: 'string', description: "The service's own word for where it is." },
    requested: { type: 'string', enum: ['cancel', 'pause', 'resume'] },
    reason: { type: 'object', required: ['code', 'message'], properties: { code: text, message: text } },
    verdict: { type: 'string', enum: ['passed', 'failed'], description: 'Whether the gates of an evaluation are met.' },
    results: {
      type: 'object',
      description: 'Container and blob of what is kept.',
      properties: { report: text, result: text },
    },
  },
} as const;

export const jobPage = {
  type: 'object',
  required: ['jobs'],
  properties: {
    jobs: { type: 'array', items: { $ref: '#/components/schemas/Job' } },
    next: { type: 'string', format: 'uri', description: 'The next page; left out with the last one.' },
  },
} as const;

export const event = {
  type: 'object',
  required: ['id', 'at', 'source', 'level', 'message'],
  properties: {
    id: text,
    at: time,
    source: { type: 'string', enum: ['job', 'service'] },
    level: { type: 'string', description: '`info`, `warn` or `error`.' },
    message: text,
    data: {},
  },
} as const;

export const eventPage = {
  type: 'object',
  required: ['events'],
  properties: {
    events: { type: 'array', items: { $ref: '#/components/schemas/Event' } },
    next: { type: 'string', format: 'uri' },
  },
} as const;

/** RFC 9457. */
export const problem = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'detail'],
  properties: {
    type: { type: 'string', format: 'uri' },
    title: text,
    status: { type: 'integer' },
    code: text,
    detail: text,
    errors: {
      type: 'array',
      items: { type: 'object', required: ['field', 'problem'], properties: { field: text, problem: text } },
    },
  },
} as const;
