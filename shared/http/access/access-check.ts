import { RequestError } from '../../core/request-error.ts';
import type { AccessSettings } from './access-settings.ts';
import { type Caller, callerByAddress, callerByKey } from './caller.ts';
import { tokenCheck } from './check-token.ts';
import { permits, type RequiredAccess } from './role.ts';

interface Request {
  readonly headers: { get(name: string): string | null };
  readonly query: { get(name: string): string | null };
}

/**
 * Identifies the caller.
 * @throws RequestError 401 or 403 when the caller lacks the access that the route needs
 */
export type AccessCheck = (request: Request, needed: RequiredAccess) => Promise<Caller>;

/**
 * With keys, the Functions host has rejected callers without one before this runs. With tokens, the whole check is here.
 */
export function accessCheck(settings: AccessSettings): AccessCheck {
  const byToken = settings.by === 'entra' ? tokenCheck(settings.entra) : undefined;
  return async (request, needed) => {
    if (needed === 'anonymous') return callerByAddress(request);
    if (byToken === undefined) return callerByKey(request);
    const caller = await byToken(request.headers.get('authorization'));
    if (permits(caller.roles ?? [], needed)) return caller;
    throw new RequestError(
      'forbidden',
      `This needs the app role "${needed}" (or "Operator") of the app registration.`,
      { status: 403 },
    );
  };
}
