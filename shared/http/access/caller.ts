import { createHash } from 'node:crypto';

/** The caller. `id` counts requests and appears in logs: it is never a key or a token. */
export interface Caller {
  readonly id: string;
  /** Undefined when a key opens everything that it opens at all. */
  readonly roles?: readonly string[];
}

interface Request {
  readonly headers: { get(name: string): string | null };
  readonly query: { get(name: string): string | null };
}

/** The caller of whom nothing is known but a function key, which the host has checked, or else the address. */
export function callerByKey(request: Request): Caller {
  const key = request.headers.get('x-functions-key') ?? request.query.get('code');
  return key ? { id: `key:${digest(key)}` } : callerByAddress(request);
}

/** Azure's front end appends the address it saw; what stands before it anybody may have written. */
export function callerByAddress({ headers }: Pick<Request, 'headers'>): Caller {
  const last = headers.get('x-forwarded-for')?.split(',').at(-1)?.trim();
  return { id: `address:${last ? withoutPort(last) : 'local'}` };
}

function withoutPort(address: string): string {
  return /^\[(.*)\](?::\d+)?$/.exec(address)?.[1] ?? /^([\d.]+):\d+$/.exec(address)?.[1] ?? address;
}

/** Enough to tell keys apart; a key has far too many bits to be found by trying. */
const digest = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 12);
