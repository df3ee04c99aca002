import { messageOf } from '../../../../../shared/core/errors.ts';
import type { Log } from '../log.ts';
import type { Incoming } from './incoming-request.ts';

export interface ApiErrorDetails {
  /** Snake case, such as `not_found`; the envelope spells it as its API does. */
  readonly code: string;
  readonly message: string;
  /** The field or parameter at fault, such as `tools[0].type`. */
  readonly param?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  /** More about the cause, as the reference's `inner_error` has it. */
  readonly inner?: Readonly<Record<string, unknown>>;
  /** More errors of the same request, when there are several. */
  readonly details?: readonly Omit<ApiErrorDetails, 'headers' | 'details' | 'inner'>[];
}

/** An answer other than success. Throw it in a handler; the frame writes it in the envelope of the operation's API. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly details: ApiErrorDetails;

  constructor(status: number, details: ApiErrorDetails) {
    super(details.message);
    this.status = status;
    this.details = details;
  }
}

/** 400: the request is wrong. `param` is the path of the field, such as `items[0].content`. */
export const badRequest = (message: string, param?: string): ApiError =>
  new ApiError(400, { code: 'invalid_request', message, param });

/** 404: there is nothing of that name. */
export const notFound = (message: string, param?: string): ApiError =>
  new ApiError(404, { code: 'not_found', message, param });

/** 409: it exists already, or is not in a state that allows this. */
export const conflict = (message: string, param?: string): ApiError =>
  new ApiError(409, { code: 'conflict', message, param });

/** 429 with the wait in both headers the clients look for. */
export const tooManyRequests = (message: string, retryAfterMs: number): ApiError =>
  new ApiError(429, {
    code: 'too_many_requests',
    message,
    headers: { 'retry-after': `${Math.ceil(retryAfterMs / 1000)}`, 'retry-after-ms': `${Math.ceil(retryAfterMs)}` },
  });

/** 501: the reference has it, the emulator does not yet. Never a made-up answer. */
export const notServed = (what: string): ApiError =>
  new ApiError(501, {
    code: 'not_implemented',
    message: `${what} is not served by this emulator. GET /_emulator/coverage lists what is.`,
    param: what,
    // Trying again changes nothing; OpenAI's clients try any 5xx again unless told so.
    headers: { 'x-should-retry': 'false' },
  });

/** Does something that knows of a part of the request only: the field that its errors name is given the path that leads there. */
export function within<T>(place: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { param } = error.details;
    throw new ApiError(error.status, { ...error.details, param: param === undefined ? place : `${place}.${param}` });
  }
}

/** Turns any thrown value into an error response. A defect of the emulator is a 500 that points to the log. */
export function asApiError(error: unknown, { method, url, requestId }: Incoming, log: Log): ApiError {
  if (error instanceof ApiError) return error;
  const reason = messageOf(error);
  const stack = error instanceof Error ? error.stack : undefined;
  log.error('a request failed inside the emulator', { requestId, method, path: url.pathname, reason, stack });
  return new ApiError(500, {
    code: 'internal_server_error',
    message: `The emulator failed while it handled this request (${reason}). Its log has more under request id ${requestId}.`,
  });
}
