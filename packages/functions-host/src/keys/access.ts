import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingRequest } from '../server/incoming-request.ts';
import { parseQuery } from '../server/query-string.ts';
import type { KeyStore } from './key-store.ts';

/** Kind of the key in a request. */
export type KeyKind = 'master' | 'function' | 'system' | 'unknown' | 'none';

/** Checks the keys of requests. */
export interface Access {
  /** True when a function with this authLevel may be called. */
  mayCall(request: IncomingRequest, functionName: string, authLevel: string): boolean;
  /** True when the request has the master key, which also opens disabled functions. */
  isMaster(request: IncomingRequest): boolean;
  /** Returns 200, 401 without a valid key, or 403 with a key that does not suffice. `always`: even where keys are not enforced. */
  toAdmin(request: IncomingRequest, always?: boolean): 200 | 401 | 403;
  /** The same for an extension's webhooks, which also accept its system key. */
  toWebhooks(request: IncomingRequest, systemKey: string): 200 | 401 | 403;
}

export function makeAccess(keys: KeyStore, enforced: boolean): Access {
  const kindOf = (request: IncomingRequest, functionName?: string, systemKey?: string): KeyKind => {
    // As on Azure, a correct query does not replace a wrong header.
    const sent = request.headers['x-functions-key'] ?? parseQuery(request.query).code;
    // Of a repeated header the first value counts. Keys contain no comma.
    const key = sent?.split(',')[0];
    if (!key) return 'none';
    if (same(key, keys.master)) return 'master';
    const own = functionName === undefined ? {} : keys.list({ function: functionName });
    const opening = [...Object.values(keys.list('host')), ...Object.values(own)];
    if (opening.some((known) => same(key, known))) return 'function';
    return systemKey !== undefined && same(key, keys.system(systemKey)) ? 'system' : 'unknown';
  };
  const refusal = (kind: KeyKind) => (kind === 'none' || kind === 'unknown' ? 401 : 403);

  return {
    mayCall: (request, functionName, authLevel) => {
      const level = authLevel.toLowerCase();
      if (!enforced || level === 'anonymous') return true;
      const kind = kindOf(request, functionName);
      return kind === 'master' || (level === 'function' && kind === 'function');
    },
    isMaster: (request) => kindOf(request) === 'master',
    toAdmin: (request, always = false) => {
      if (!enforced && !always) return 200;
      const kind = kindOf(request);
      return kind === 'master' ? 200 : refusal(kind);
    },
    toWebhooks: (request, systemKey) => {
      if (!enforced) return 200;
      const kind = kindOf(request, undefined, systemKey);
      return kind === 'master' || kind === 'system' ? 200 : refusal(kind);
    },
  };
}

function same(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
