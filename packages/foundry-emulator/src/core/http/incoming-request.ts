import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { type Address, addressOf } from './address.ts';

/** A request as it came in. */
export interface Incoming {
  readonly method: string;
  readonly url: URL;
  readonly address: Address;
  readonly headers: IncomingHttpHeaders;
  /** The body, not yet read. */
  readonly stream: Readable;
  readonly requestId: string;
  /** Fires when the client goes away before its answer is complete. */
  readonly signal: AbortSignal;
}

export function readRequest({ method, headers, raw }: FastifyRequest, signal: AbortSignal): Incoming {
  const url = urlOf(raw.url ?? '/', headers.host);
  return { method, url, address: addressOf(url.pathname), headers, stream: raw, requestId: randomUUID(), signal };
}

/** The address as the client wrote it. A host that makes no URL (it may send any) is replaced. */
function urlOf(path: string, host = 'localhost'): URL {
  const text = `https://${host}${path}`;
  return URL.canParse(text) ? new URL(text) : new URL(path.replace(/^\/*/, '/'), 'https://localhost');
}
