import type { HttpResponseInit } from '@azure/functions';
import type { ApiResponse } from '../../shared/http/response.ts';

/** A text or bytes under a content type of its own goes out as it is, everything else as JSON. */
export function toResponse({ status, headers = {}, body }: ApiResponse): HttpResponseInit {
  const init = { status, headers: { ...headers } };
  if (body === undefined) return init;
  const type = headers['content-type'] ?? 'application/json';
  const raw = typeof body === 'string' || body instanceof Uint8Array;
  return raw && !/\bjson\b/.test(type) ? { ...init, body } : { ...init, jsonBody: body };
}
