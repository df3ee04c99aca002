import { STATUS_CODES } from 'node:http';
import { ApiError } from './api-error.ts';
import type { Fault } from './fault.ts';
import { Reply } from './reply.ts';

/** The answer a fault with a status gives. @throws ApiError when it leaves the body to the API's own envelope */
export function faultReply({ id, status = 500, retryAfter, retryAfterMs, body }: Fault): Reply {
  const headers = {
    ...(retryAfter === undefined ? {} : { 'retry-after': `${retryAfter}` }),
    ...(retryAfterMs === undefined ? {} : { 'retry-after-ms': `${retryAfterMs}` }),
  };
  if (typeof body === 'object' && body !== null) return new Reply(body, { status, headers });
  const name = STATUS_CODES[status] ?? 'Fault';
  const wait = retryAfter ?? (retryAfterMs === undefined ? undefined : Math.ceil(retryAfterMs / 1000));
  throw new ApiError(status, {
    code: name.toLowerCase().replaceAll(/[^a-z]+/g, '_'),
    message: `${name}: injected by ${id}.${wait === undefined ? '' : ` Please retry after ${wait} seconds.`}`,
    headers,
  });
}
