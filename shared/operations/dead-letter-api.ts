import { createHash } from 'node:crypto';
import * as z from 'zod';
import { DeadLetters, type StoredDeadLetter } from '../azure/queues/dead-letters.ts';
import { createIfMissing } from '../azure/storage/create-if-missing.ts';
import type { Storage } from '../azure/storage/storage.ts';
import { messageOf } from '../core/errors.ts';
import { MAX_QUEUE_MESSAGE_BYTES } from '../core/limits.ts';
import { RequestError } from '../core/request-error.ts';
import { parseRequest } from '../core/validation.ts';
import type { Caller } from '../http/access/caller.ts';
import type { ApiResponse } from '../http/response.ts';
import { parseBody } from '../jobs/api/parse-body.ts';
import { withProblems } from '../jobs/api/with-problems.ts';
import type { AgentTool } from '../tools/agent-tool.ts';
import { CALLS_TABLE, CallLedger } from '../tools/call-ledger.ts';
import { readMessage, withArguments } from '../tools/messages.ts';
import { AuditLog } from './audit-log.ts';

export interface DeadLetterServices {
  readonly storage: Storage;
  /** Opens the account of a shard; the data account for a shard that the app does not read any more. */
  readonly shardStorage?: (shard: number) => Storage;
  readonly tools: readonly AgentTool[];
  /** True when arguments and texts may be shown: locally, or with LOG_CONTENT=true. */
  readonly showsContent: boolean;
  readonly caller: Caller;
  readonly correlationId: string;
  readonly now: () => number;
}

/** Query of `GET /api/operations/dead-letters`. */
export const deadLetterQuery = z.object({
  queue: z.string().max(63).optional(),
  tool: z.string().max(64).optional(),
  correlationId: z.string().max(1_024).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
  after: z.string().max(100).optional(),
});

/** Answers `GET /api/operations/dead-letters`: messages that no function could process, newest first, without their content. */
export const listDeadLetters = (
  query: Readonly<Record<string, string>>,
  { storage }: Pick<DeadLetterServices, 'storage'>,
): Promise<ApiResponse> =>
  withProblems(async () => {
    const { items, ...rest } = await new DeadLetters(storage).list(parseRequest(deadLetterQuery, query));
    return { status: 200, body: { deadLetters: items.map(summary), ...rest } };
  });

/** Answers `GET /api/operations/dead-letters/{id}`: one dead letter, with its content where that may be shown. */
export const readDeadLetter = (id: string, services: DeadLetterServices): Promise<ApiResponse> =>
  withProblems(async () => {
    const letter = await existing(id, services);
    if (!services.showsContent) return { status: 200, body: summary(letter) };
    const call = letter.tool === undefined ? undefined : readMessage(letter.text);
    const message = call === undefined || 'unreadable' in call ? {} : { message: call.message };
    return { status: 200, body: { ...summary(letter), text: letter.text, ...message } };
  });

/** Body of `POST /api/operations/dead-letters/{id}/replay`. Without a field the message is sent as it was. */
export const replayRequest = z
  .strictObject({
    /** Arguments for the tool, when the message is a tool call. */
    arguments: z.record(z.string(), z.unknown()).optional(),
    /** The whole message, as the queue is to hold it. */
    text: z.string().min(1).max(MAX_QUEUE_MESSAGE_BYTES).optional(),
  })
  .refine((body) => body.arguments === undefined || body.text === undefined, 'name arguments or text, not both');

/**
 * Answers `POST /api/operations/dead-letters/{id}/replay`: sends the message to its queue again and removes the dead letter. A tool call
 * runs and is answered even if an earlier delivery ended it as failed or unclear: check first that its effect did not take place.
 */
export const replayDeadLetter = (id: string, body: string, services: DeadLetterServices): Promise<ApiResponse> =>
  withProblems(async () => {
    const request = parseRequest(replayRequest, body.trim() === '' ? {} : parseBody(body));
    return { status: 202, body: await replay(id, request, services) };
  });

/** Body of `POST /api/operations/dead-letter-replays`. */
export const replaysRequest = z.strictObject({ ids: z.array(z.string().min(1).max(100)).min(1).max(100) });

/** Answers `POST /api/operations/dead-letter-replays`: replays many as they were, and says what became of each. */
export const replayDeadLetters = (body: string, services: DeadLetterServices): Promise<ApiResponse> =>
  withProblems(async () => {
    const { ids } = parseRequest(replaysRequest, parseBody(body));
    const results: Record<string, unknown>[] = [];
    for (const id of new Set(ids)) {
      try {
        results.push({ ...(await replay(id, {}, services)), replayed: true });
      } catch (error) {
        results.push({ id, replayed: false, problem: messageOf(error) });
      }
    }
    return { status: 200, body: { results } };
  });

/** Answers `DELETE /api/operations/dead-letters/{id}`. */
export const deleteDeadLetter = (id: string, services: DeadLetterServices): Promise<ApiResponse> =>
  withProblems(async () => {
    const letter = await existing(id, services);
    await audit('delete dead letter', letter, services);
    await new DeadLetters(services.storage).remove(id);
    return { status: 204 };
  });

async function replay(id: string, request: z.infer<typeof replayRequest>, services: DeadLetterServices) {
  const { storage, tools, shardStorage = () => storage } = services;
  const letter = await existing(id, services);
  const shard = shardStorage(letter.shard ?? 0);
  const text = await replayText(letter, request, services);
  await audit(text === letter.text ? 'replay dead letter' : 'replay edited dead letter', letter, services);
  const tool = tools.find(({ name }) => name === letter.tool);
  const call = tool === undefined ? undefined : readMessage(text);
  if (tool !== undefined && call !== undefined && !('unreadable' in call)) {
    await new CallLedger(shard.table(CALLS_TABLE)).forgetFailure(tool.name, call.correlationId);
  }
  const queue = shard.queue(letter.queue);
  await createIfMissing(
    () => queue.createIfNotExists(),
    () => queue.sendMessage(text),
  );
  await new DeadLetters(storage).remove(id);
  return {
    id,
    queue: letter.queue,
    ...(letter.correlationId === undefined ? {} : { correlationId: letter.correlationId }),
  };
}

async function replayText(
  { tool: name, text }: StoredDeadLetter,
  request: z.infer<typeof replayRequest>,
  { tools }: DeadLetterServices,
): Promise<string> {
  if (request.text !== undefined) return request.text;
  if (request.arguments === undefined) return text;
  const tool = tools.find((one) => one.name === name);
  if (tool === undefined) {
    throw new RequestError('not_a_call', 'The message is not a call of a tool of this app: send "text" instead.', {
      status: 409,
    });
  }
  const bound = await tool.bind(request.arguments);
  if (bound.problem !== undefined) throw new RequestError('invalid_arguments', bound.problem, { status: 400 });
  const edited = withArguments(text, request.arguments, tool.messageShape);
  if (edited !== undefined) return edited;
  throw new RequestError('unreadable_message', 'The message has no CorrelationId: send the whole "text" instead.', {
    status: 409,
  });
}

async function existing(id: string, { storage }: Pick<DeadLetterServices, 'storage'>): Promise<StoredDeadLetter> {
  const letter = await new DeadLetters(storage).read(id.slice(0, 100));
  if (letter !== undefined) return letter;
  throw new RequestError('dead_letter_not_found', 'There is no such dead letter: it was replayed or deleted.', {
    status: 404,
  });
}

async function audit(action: string, letter: StoredDeadLetter, services: DeadLetterServices): Promise<void> {
  const { storage, caller, correlationId, now } = services;
  const detail = [letter.queue, letter.tool, letter.correlationId].filter(Boolean).join(' ');
  const entry = { at: new Date(now()), caller: caller.id, action, target: letter.id, correlationId, detail };
  await new AuditLog(storage).record(entry);
}

const summary = ({ text, ...letter }: StoredDeadLetter) => ({
  ...letter,
  bytes: Buffer.byteLength(text),
  sha256: createHash('sha256').update(text).digest('hex'),
});
