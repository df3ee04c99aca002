import { RetryableError, TerminalError } from '../core/errors.ts';
import { errorForLog } from '../core/logging/error-for-log.ts';
import { Refusal } from '../core/request-error.ts';
import type { AccessCheck } from './access/access-check.ts';
import { type Caller, callerByAddress } from './access/caller.ts';
import type { Needed } from './access/role.ts';
import { CORRELATION_HEADER, correlationId } from './correlation.ts';
import type { RateLimit } from './rate-limit.ts';
import { type RequestWithBody, readBody } from './read-body.ts';
import { RefusedRequest } from './refused-request.ts';
import { type HttpAnswer, problem } from './response.ts';

/** A request as the frame needs it; one of @azure/functions is one. */
export interface FramedRequest extends RequestWithBody {
  readonly query: { get(name: string): string | null };
}

/** What a route asks of its requests. */
export interface RouteRules {
  readonly name: string;
  readonly needed: Needed;
  readonly maxBodyBytes: number;
  /** Milliseconds for the arrival of the body. */
  readonly bodyTimeMs: number;
  /** Milliseconds for the work. */
  readonly timeLimitMs: number;
}

/** What all routes share. */
export interface Frame {
  readonly access: AccessCheck;
  readonly rate: RateLimit;
}

/** What the frame has found out before the work begins. */
export interface Admitted {
  readonly body: string;
  readonly caller: Caller;
  readonly correlationId: string;
  /** Fires when the time is up: pass it on to whatever the work waits for. */
  readonly signal: AbortSignal;
}

interface Log {
  warn(message: string): void;
  error(message: string): void;
}

/**
 * Answers one request: who calls and may they, not too often, not too much, not too slowly; then the work, within its time. Never
 * throws. Whatever is refused is refused before any work is done; every answer names the request.
 */
export async function serveHttp(
  request: FramedRequest,
  {
    route,
    frame,
    log,
    ours,
  }: { route: RouteRules; frame: Frame; log: Log /** Our id of the request. */; ours: string },
  work: (admitted: Admitted) => Promise<HttpAnswer>,
): Promise<HttpAnswer> {
  const id = correlationId(request.headers, ours);
  const where = `${route.name} ${id}`;
  try {
    const admitted = await admit(request, route, frame);
    return named(await withinTime(route, (signal) => work({ ...admitted, correlationId: id, signal })), id);
  } catch (thrown) {
    return named(answerTo(thrown, where, log), id);
  }
}

async function admit(request: FramedRequest, route: RouteRules, { access, rate }: Frame) {
  let caller: Caller;
  try {
    caller = await access(request, route.needed);
  } catch (error) {
    // Whoever keeps trying hears 429 in the end; those who are let in are counted by another name and do not suffer.
    rate.take(`refused:${callerByAddress(request).id}`);
    throw error;
  }
  rate.take(caller.id);
  const body = await readBody(request, { bytes: route.maxBodyBytes, ms: route.bodyTimeMs });
  return { caller, body };
}

async function withinTime<T>({ timeLimitMs }: RouteRules, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const timer = new AbortController();
  const late = Promise.withResolvers<never>();
  const alarm = setTimeout(() => {
    const error = new RefusedRequest(
      504,
      'time_limit',
      `It did not end within ${timeLimitMs / 1000} s, and may or may not have been done.`,
    );
    timer.abort(error);
    late.reject(error);
  }, timeLimitMs);
  try {
    return await Promise.race([work(timer.signal), late.promise]);
  } finally {
    clearTimeout(alarm);
  }
}

function answerTo(thrown: unknown, where: string, log: Log): HttpAnswer {
  if (thrown instanceof RefusedRequest) {
    log.warn(`${where}: refused with ${thrown.answer.status}. ${thrown.message}`);
    return thrown.answer;
  }
  if (thrown instanceof RetryableError) {
    log.warn(`${where}: not possible now. ${thrown.message}`);
    const answer = problem(503, 'try_again', 'What this needs is not available at the moment; nothing was done.');
    const seconds = Math.max(1, Math.ceil(thrown.retryAfter / 1000));
    return { ...answer, headers: { ...answer.headers, 'retry-after': `${seconds}` } };
  }
  if (thrown instanceof Refusal) return problem(thrown.status, thrown.code, thrown.message, thrown.details);
  if (thrown instanceof TerminalError) return problem(422, 'refused', thrown.message);
  // Not foreseen: whoever runs this needs all of it, the caller none of it.
  log.error(`${where}: failed. ${errorForLog(thrown)}`);
  return problem(500, 'internal', 'This app failed. Its log has more under the correlation id of this answer.');
}

function named(answer: HttpAnswer, id: string): HttpAnswer {
  return {
    ...answer,
    headers: {
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...answer.headers,
      [CORRELATION_HEADER]: id,
    },
  };
}
