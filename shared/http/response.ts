import type { ProblemDetail, RequestError } from '../core/request-error.ts';

/**
 * The response of an HTTP function. Text and bytes with a content type of their own are sent unchanged, everything else
 * as JSON.
 */
export interface ApiResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Reason phrases of RFC 9110, section 15, and RFC 6585 (429). */
const REASON_PHRASES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  408: 'Request Timeout',
  409: 'Conflict',
  413: 'Content Too Large',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

/** A refusal as problem+json (RFC 9457). `code` is for programs, `detail` for people. */
export function problem(
  status: number,
  code: string,
  detail: string,
  errors: readonly ProblemDetail[] = [],
): ApiResponse & { readonly headers: Readonly<Record<string, string>> } {
  return {
    status,
    headers: { 'content-type': 'application/problem+json' },
    body: {
      type: `urn:foundry-functions:problem:${code}`,
      title: REASON_PHRASES[status] ?? 'Unknown Error',
      status,
      code,
      detail,
      ...(errors.length === 0 ? {} : { errors }),
    },
  };
}

/** The response to a request that was rejected. */
export function problemOf({ status, code, message, details, headers }: RequestError): ApiResponse {
  const response = problem(status, code, message, details);
  return { ...response, headers: { ...response.headers, ...headers } };
}
