import type { IncomingHttpHeaders } from 'node:http';
import { ApiError } from './api-error.ts';

/**
 * Lets any caller in that shows a bearer token or an `api-key`, whatever it says.
 * @throws ApiError 401 for one that shows none
 */
export function authenticate(headers: IncomingHttpHeaders): void {
  if (/^bearer +\S/i.test(headers.authorization ?? '')) return;
  if (`${headers['api-key'] ?? ''}`.trim() !== '') return;
  throw new ApiError(401, {
    code: 'unauthorized',
    message:
      'Access denied: send an Authorization header with a bearer token, or an api-key header. The emulator takes any that is not empty.',
    headers: { 'www-authenticate': 'Bearer' },
  });
}
