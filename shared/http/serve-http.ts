import { withDeadline } from '../core/deadline.ts';
import { RetryableError, TerminalError } from '../core/errors.ts';
import { errorForLog } from '../core/logging/error-for-log.ts';
import type { Log as FullLog } from '../core/logging/log.ts';
import { RequestError } from '../core/request-error.ts';
import type { AccessCheck } from './access/access-check.ts';
import { type Caller, callerByAddress } from './access/caller.ts';
import type { RequiredAccess } from './access/role.ts';
import type { RateLimit } from './rate-limit.ts';
import { type RequestWithBody, readBody } from './read-body.ts';
import { type ApiResponse, problem, problemOf } from './response.ts';

/** A request as the frame needs it; one of @azure/functions is one. */
export interface IncomingRequest extends RequestWithBody {
  readonly query: { get(name: string): string | null };
}

/** Requirements of a route. */
export interface RouteRules {
  readonly name: string;
  readonly access: RequiredAccess;
  readonly maxBodyBytes: number;
  /** Milliseconds for the arrival of the body. */
  readonly bodyTimeMs: number;
  /** Milliseconds for the work. */
  readonly timeLimitMs: number;
}

/** Guards that all routes share. */
export interface RequestGuards {
  readonly access: AccessCheck;
  readonly rate: RateLimit;
}

/** Facts about a request that passed the guards. */
export interface Admitted {
  readonly body: string;
  readonly caller: Caller;
  readonly correlationId: string;
  /** Fires when the time is up: pass it on to whatever the work waits for. */
  readonly signal: AbortSignal;
}

type Log = Pick<FullLog, 'warn' | 'error'>;

/**
 * Answers one request: who calls and may they, not too often, not too much, not too slowly; then the work, within its time. Never
 * throws. Whatever is refused is refused before any work is done; every answer names the request.
 */
export async function serveHttp(
  request: IncomingRequest,
  {
    route,
    frame,
    log,
    ours,
  }: { route: RouteRules; frame: RequestGuards; log: Log /** Our id of the request. */; ours: string },
  work: (admitted: Admitted) => Promise<ApiResponse>,
): Promise<ApiResponse> {
  const id = correlationId(request.headers, ours);
  const where = `${route.name} ${id}`;
  try {
    const admitted = await admit(request, route, frame);
    return named(await withinTime(route, (signal) => work({ ...admitted, correlationId: id, signal })), id);
  } catch (thrown) {
    return named(answerTo(thrown, where, log), id);
  }
}

async function admit(request: IncomingRequest, route: RouteRules, { access, rate }: RequestGuards) {
  let caller: Caller;
  try {
    caller = await access(request, route.access);
  } catch (error) {
    // Repeated rejections end in 429. Callers with access are counted under another name and are not affected.
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
    const error = new RequestError(
      'time_limit',
      `The work did not end within ${timeLimitMs / 1000} s and may or may not have been done.`,
      { status: 504 },
    );
    timer.abort(error);
    late.reject(error);
  }, timeLimitMs);
  try {
    return await Promise.race([withDeadline(timer.signal, () => work(timer.signal)), late.promise]);
  } finally {
    clearTimeout(alarm);
  }
}

function answerTo(thrown: unknown, where: string, log: Log): ApiResponse {
  if (thrown instanceof RequestError) {
    // The message may quote the request, so only the code is logged.
    log.warn(`${where}: rejected with ${thrown.status} (${thrown.code}).`);
    return problemOf(thrown);
  }
  if (thrown instanceof RetryableError) {
    log.warn(`${where}: not possible now. ${thrown.message}`);
    const answer = problem(503, 'try_again', 'What this needs is not available at the moment; nothing was done.');
    const seconds = Math.max(1, Math.ceil(thrown.retryAfter / 1000));
    return { ...answer, headers: { ...answer.headers, 'retry-after': `${seconds}` } };
  }
  if (thrown instanceof TerminalError) return problem(422, 'refused', thrown.message);
  // An unexpected error: the log gets all of it, the caller none.
  log.error(`${where}: failed. ${errorForLog(thrown)}`);
  return problem(500, 'internal', 'This app failed. Its log has more under the correlation id of this answer.');
}

function named(answer: ApiResponse, id: string): ApiResponse {
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

/** The header in which a caller names a request, and finds the name of it again in the answer. */
export const CORRELATION_HEADER = 'x-correlation-id';

/** Long enough for any id, and nothing that could break a log line or a header. */
const ID = /^[\w.:-]{1,128}$/;

/** The caller's name for a request, or ours when it has none that can be used. */
export function correlationId(headers: { get(name: string): string | null }, ours: string): string {
  const theirs = headers.get(CORRELATION_HEADER) ?? '';
  return ID.test(theirs) ? theirs : ours;
}
