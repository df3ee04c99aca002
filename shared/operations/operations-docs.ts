import * as z from 'zod';
import { named, type RouteDocs } from '../http/openapi.ts';
import { deadLetterQuery, replayRequest, replaysRequest } from './dead-letter-api.ts';
import { toolCallQuery } from './tool-call-api.ts';

/** Query of `GET /api/operations/audit`. */
export const auditQuery = z.object({
  limit: z.coerce.number().int().min(1).max(500).default(50),
  after: z.string().max(100).optional(),
});

const time = z.iso.datetime();
const text = z.string();
const content = (of: string) => text.optional().meta({ description: `${of}; only where content may be shown.` });

const delivery = z
  .object({
    id: text,
    call: text.meta({ description: 'Shared by the deliveries of one message; the id of the timeline.' }),
    tool: text,
    channel: z.enum(['queue', 'http', 'mcp']),
    correlationId: text,
    attempt: z.int(),
    enqueuedAt: time,
    takenAt: time,
    handlerStartedAt: time,
    handlerEndedAt: time,
    answeredAt: time,
    outcome: z.enum(['done', 'refused', 'unclear', 'retry', 'unreadable', 'error']),
    reason: text,
    duplicate: z.boolean(),
    invocationId: text,
    argumentBytes: z.int(),
    answerBytes: z.int(),
    arguments: content('The arguments'),
    answer: content('The answer'),
    waitMs: z.int(),
    handlerMs: z.int(),
    totalMs: z.int(),
  })
  .partial();

const deadLetter = z
  .object({
    id: text,
    queue: text,
    tool: text,
    correlationId: text,
    code: text,
    reason: text,
    messageId: text,
    dequeueCount: z.int(),
    insertedAt: time,
    keptAt: time,
    bytes: z.int(),
    sha256: text,
    text: content('The message of a single dead letter'),
    message: z.looseObject({}).meta({ description: 'The call that the text holds.' }),
  })
  .partial();

const next = text.optional().meta({ description: 'Begins the next page; missing on the last one.' });
const replayed = z.object({ id: text, queue: text, correlationId: text }).partial();

/** Descriptions of the routes `/api/operations/...`. */
export const operationsDocs = {
  toolCalls: {
    tag: 'operations',
    summary: 'List deliveries of tool calls, newest call first',
    query: toolCallQuery,
    responses: {
      200: {
        description: 'A page of deliveries.',
        schema: named(
          'ToolCallPage',
          z.object({
            recorded: z.boolean().meta({ description: 'False when TOOL_CALL_HISTORY is off.' }),
            toolCalls: z.array(delivery),
            next,
          }),
        ),
      },
    },
  },
  toolCall: {
    tag: 'operations',
    summary: 'Read one call with its timeline',
    responses: {
      200: {
        description: 'The call.',
        schema: named(
          'ToolCall',
          z
            .object({
              call: text,
              tool: text,
              correlationId: text,
              channel: text,
              enqueuedAt: time,
              outcome: text,
              deliveries: z.array(delivery),
              timeline: z.array(z.object({ at: time, event: text, attempt: z.int(), detail: text }).partial()),
              deadLetters: z.array(text),
            })
            .partial(),
        ),
      },
    },
  },
  deadLetters: {
    tag: 'operations',
    summary: 'List messages that no function could process, newest first',
    query: deadLetterQuery,
    responses: {
      200: {
        description: 'A page of dead letters.',
        schema: named('DeadLetterPage', z.object({ deadLetters: z.array(deadLetter), next })),
      },
    },
  },
  deadLetter: {
    tag: 'operations',
    summary: 'Read one dead letter',
    responses: { 200: { description: 'The dead letter.', schema: named('DeadLetter', deadLetter) } },
  },
  deleteDeadLetter: {
    tag: 'operations',
    summary: 'Delete a dead letter',
    responses: { 204: { description: 'The dead letter is deleted.' } },
  },
  replayDeadLetter: {
    tag: 'operations',
    summary: 'Send a dead letter to its queue again',
    body: named('ReplayDeadLetterRequest', replayRequest),
    optionalBody: true,
    responses: { 202: { description: 'The message is in its queue again.', schema: named('Replayed', replayed) } },
    rejections: { 409: 'The message is not a call, so that it has no arguments to edit.' },
  },
  replayDeadLetters: {
    tag: 'operations',
    summary: 'Send many dead letters to their queues again',
    body: named('ReplayDeadLettersRequest', replaysRequest),
    responses: {
      200: {
        description: 'The result for each dead letter.',
        schema: named(
          'ReplayResults',
          z.object({
            results: z.array(replayed.extend({ replayed: z.boolean(), problem: text }).partial()),
          }),
        ),
      },
    },
  },
  audit: {
    tag: 'operations',
    summary: 'List the actions of operators, newest first',
    query: auditQuery,
    responses: {
      200: {
        description: 'A page of entries.',
        schema: named(
          'AuditPage',
          z.object({
            entries: z.array(
              z
                .object({ at: time, caller: text, action: text, target: text, correlationId: text, detail: text })
                .partial(),
            ),
            next,
          }),
        ),
      },
    },
  },
} as const satisfies Readonly<Record<string, RouteDocs>>;
