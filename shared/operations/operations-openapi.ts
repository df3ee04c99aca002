import * as z from 'zod';
import { deadLetterQuery, replayRequest, replaysRequest } from './dead-letter-api.ts';
import { toolCallQuery } from './tool-call-api.ts';

type Json = Readonly<Record<string, unknown>>;

/** Query of `GET /api/operations/audit`. */
export const auditQuery = z.object({
  limit: z.coerce.number().int().min(1).max(500).default(50),
  after: z.string().max(100).optional(),
});

const time = { type: 'string', format: 'date-time' } as const;
const text = { type: 'string' } as const;
const count = { type: 'integer' } as const;

const ID: Json = { name: 'id', in: 'path', required: true, schema: text };

const delivery = object({
  id: text,
  call: { type: 'string', description: 'Shared by the deliveries of one message; the id of the timeline.' },
  tool: text,
  channel: { type: 'string', enum: ['queue', 'http'] },
  correlationId: text,
  attempt: count,
  enqueuedAt: time,
  takenAt: time,
  handlerStartedAt: time,
  handlerEndedAt: time,
  answeredAt: time,
  outcome: { type: 'string', enum: ['done', 'refused', 'unclear', 'retry', 'unreadable', 'error'] },
  reason: text,
  duplicate: { type: 'boolean' },
  invocationId: text,
  argumentBytes: count,
  answerBytes: count,
  arguments: { type: 'string', description: 'Only where content may be shown.' },
  answer: { type: 'string', description: 'Only where content may be shown.' },
  waitMs: count,
  handlerMs: count,
  totalMs: count,
});

const deadLetter = object({
  id: text,
  queue: text,
  tool: text,
  correlationId: text,
  code: text,
  reason: text,
  messageId: text,
  dequeueCount: count,
  insertedAt: time,
  keptAt: time,
  bytes: count,
  sha256: text,
  text: { type: 'string', description: 'Only of a single dead letter, and only where content may be shown.' },
  message: { type: 'object', description: 'The call that the text holds.' },
});

const SCHEMAS: Json = {
  ToolCallDelivery: delivery,
  ToolCallPage: object({
    recorded: { type: 'boolean', description: 'False when TOOL_CALL_HISTORY is off.' },
    toolCalls: arrayOf('ToolCallDelivery'),
    next: text,
  }),
  ToolCall: object({
    call: text,
    tool: text,
    correlationId: text,
    channel: text,
    enqueuedAt: time,
    outcome: text,
    deliveries: arrayOf('ToolCallDelivery'),
    timeline: { type: 'array', items: object({ at: time, event: text, attempt: count, detail: text }) },
    deadLetters: { type: 'array', items: text },
  }),
  DeadLetter: deadLetter,
  DeadLetterPage: object({ deadLetters: arrayOf('DeadLetter'), next: text }),
  DeadLetterReplay: schemaOf(replayRequest),
  DeadLetterReplays: schemaOf(replaysRequest),
  Replayed: object({ id: text, queue: text, correlationId: text }),
  ReplayResults: object({
    results: {
      type: 'array',
      items: object({ id: text, replayed: { type: 'boolean' }, queue: text, correlationId: text, problem: text }),
    },
  }),
  AuditPage: object({
    entries: {
      type: 'array',
      items: object({ at: time, caller: text, action: text, target: text, correlationId: text, detail: text }),
    },
    next: text,
  }),
};

const NOT_FOUND = { 404: problem('It does not exist.') };

const operationsPaths: Json = {
  '/operations/tool-calls': {
    get: operation('listToolCalls', 'List deliveries of tool calls, the newest call first.', {
      parameters: queryOf(toolCallQuery),
      responses: { 200: answer('A page of deliveries.', 'ToolCallPage'), 400: problem('The query is not valid.') },
    }),
  },
  '/operations/tool-calls/{id}': {
    get: operation('readToolCall', 'Read one call with its timeline.', {
      parameters: [ID],
      responses: { 200: answer('The call.', 'ToolCall'), ...NOT_FOUND },
    }),
  },
  '/operations/dead-letters': {
    get: operation('listDeadLetters', 'List messages that no function could process, newest first.', {
      parameters: queryOf(deadLetterQuery),
      responses: { 200: answer('A page of dead letters.', 'DeadLetterPage'), 400: problem('The query is not valid.') },
    }),
  },
  '/operations/dead-letters/{id}': {
    get: operation('readDeadLetter', 'Read one dead letter. Role: Operator.', {
      parameters: [ID],
      responses: { 200: answer('The dead letter.', 'DeadLetter'), ...NOT_FOUND },
    }),
    delete: operation('deleteDeadLetter', 'Delete a dead letter. Role: Operator.', {
      parameters: [ID],
      responses: { 204: { description: 'It is deleted.' }, ...NOT_FOUND },
    }),
  },
  '/operations/dead-letters/{id}/replay': {
    post: operation('replayDeadLetter', 'Send a dead letter to its queue again. Role: Operator.', {
      parameters: [ID],
      requestBody: body('DeadLetterReplay', false),
      responses: {
        202: answer('The message is in its queue again.', 'Replayed'),
        400: problem('The new arguments do not fit the tool.'),
        ...NOT_FOUND,
        409: problem('The message is not a call, so that it has no arguments to edit.'),
      },
    }),
  },
  '/operations/dead-letter-replays': {
    post: operation('replayDeadLetters', 'Send many dead letters to their queues again. Role: Operator.', {
      requestBody: body('DeadLetterReplays', true),
      responses: { 200: answer('What became of each.', 'ReplayResults'), 400: problem('The request is not valid.') },
    }),
  },
  '/operations/audit': {
    get: operation('listAuditEntries', 'List what operators did, newest first.', {
      parameters: queryOf(auditQuery),
      responses: { 200: answer('A page of entries.', 'AuditPage'), 400: problem('The query is not valid.') },
    }),
  },
};

/** The OpenAPI document of `/api/operations/...`. @param server base of the routes, such as `https://APP.azurewebsites.net/api` */
export const operationsOpenApi = (server: string, securitySchemes: Json): Json => ({
  openapi: '3.0.3',
  info: {
    title: 'Operations',
    version: '1.0.0',
    description: 'Tool calls, dead letters and the audit log of this app.',
  },
  servers: [{ url: server }],
  security: Object.keys(securitySchemes).map((name) => ({ [name]: [] })),
  paths: operationsPaths,
  components: {
    securitySchemes,
    schemas: {
      ...SCHEMAS,
      Problem: object({ type: text, title: text, status: count, code: text, detail: text }),
    },
  },
});

function object(properties: Json): Json {
  return { type: 'object', properties };
}

function arrayOf(name: string): Json {
  return { type: 'array', items: reference(name) };
}

function reference(name: string): Json {
  return { $ref: `#/components/schemas/${name}` };
}

function operation(operationId: string, summary: string, rest: Json): Json {
  return { operationId, summary, tags: ['Operations'], ...rest };
}

function answer(description: string, name: string): Json {
  return { description, content: { 'application/json': { schema: reference(name) } } };
}

function problem(description: string): Json {
  return { description, content: { 'application/problem+json': { schema: reference('Problem') } } };
}

function body(name: string, required: boolean): Json {
  return { required, content: { 'application/json': { schema: reference(name) } } };
}

function schemaOf(schema: z.ZodType): Json {
  return z.toJSONSchema(schema, { target: 'openapi-3.0', io: 'input', unrepresentable: 'any' });
}

function queryOf(schema: z.ZodObject): readonly Json[] {
  return Object.entries(schema.shape).map(([name, field]) => ({
    name,
    in: 'query',
    required: false,
    schema: schemaOf(field as z.ZodType),
  }));
}
