import { Readable } from 'node:stream';
import type { Operation } from '../../spec/shapes/operation.ts';
import { Upserted } from '../store/store.ts';
import { type ApiError, notFound } from './api-error.ts';
import { errorEnvelope } from './error-envelope.ts';
import { EventStream, Reply, wireFormat } from './reply.ts';

/** An HTTP response, ready to send. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer | Readable | null;
}

/**
 * Turns what a handler returned into an answer, by what the reference says about the operation.
 * @param path what the client asked for, for a 404
 * @throws ApiError 404
 */
export function answerOf(operation: Operation | undefined, result: unknown, path = operation?.path): Answer {
  const answers = operation?.answers ?? {};
  const statuses = Object.keys(answers).map(Number);
  const status = statuses[0] ?? 200;
  if (result instanceof EventStream) {
    const headers = { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' };
    return { status, headers, body: Readable.from(wireFormat(result.events)) };
  }
  if (result instanceof Upserted) {
    return json(result.created ? Math.max(...statuses) : status, result.object);
  }
  if (result instanceof Reply) {
    const { body, headers } = result;
    const plain = body === null || typeof body === 'string' || Buffer.isBuffer(body) || body instanceof Readable;
    return plain ? { status: result.status ?? status, headers, body } : json(result.status ?? status, body, headers);
  }
  if (answers[status] === null) return { status, headers: {}, body: null };
  if (result === undefined) throw notFound(`Nothing was found at ${path}.`);
  return json(status, result);
}

/** An error in the envelope of the operation's API. */
export function errorAnswer(shape: Operation['errors'], error: ApiError, requestId: string): Answer {
  return json(error.status, errorEnvelope(shape, error, requestId), error.details.headers);
}

export function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(body),
  };
}
