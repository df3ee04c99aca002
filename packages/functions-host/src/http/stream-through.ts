import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { IncomingRequest } from '../server/incoming-request.ts';

/** Headers of a single connection, which are not forwarded. */
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'date', 'proxy-connection']);

/** A request that is forwarded to the package's own server in the worker (`enableHttpStream`). */
export interface Stream {
  /** Resolves when the whole response is forwarded; rejects when it breaks off. */
  readonly done: Promise<void>;
  abort(): void;
}

/** Forwards the request to the worker's server and streams the response back. */
export function streamThrough(
  httpUri: string,
  invocationId: string,
  request: IncomingRequest,
  response: ServerResponse,
): Stream {
  const target = new URL(httpUri);
  const url = new URL(request.url);
  const outgoing = httpRequest({
    // The package names localhost, but it listens on the address that this host has set.
    host: '127.0.0.1',
    port: target.port,
    method: request.method,
    path: request.url.slice(url.origin.length),
    agent: false,
    headers: {
      ...Object.fromEntries(Object.entries(kept(request.headers)).map(([name, value]) => [name, bytesOf(value)])),
      // A body of unknown length stays chunked.
      ...(request.headers['transfer-encoding'] ? { 'transfer-encoding': 'chunked' } : {}),
      'x-ms-invocation-id': invocationId,
      'x-forwarded-host': url.host,
      'x-forwarded-proto': 'http',
    },
  });
  const done = new Promise<void>((resolve, reject) => {
    outgoing.once('response', (incoming) => passOn(incoming, response).then(resolve, reject));
    outgoing.on('error', reject);
    response.once('close', () => outgoing.destroy());
  });
  pipeline(request.message, outgoing).catch(() => {});
  return { done, abort: () => outgoing.destroy(new Error('The function has failed.')) };
}

async function passOn(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  response.statusCode = incoming.statusCode ?? 200;
  for (const [name, value] of Object.entries(kept(incoming.headers))) {
    if (value !== undefined) response.setHeader(name, value);
  }
  response.flushHeaders();
  await pipeline(incoming, response);
}

/** Converts text to the Latin-1 characters of its UTF-8 bytes, because Node writes headers as Latin-1. */
function bytesOf(value: string): string {
  return Buffer.from(value, 'utf8').toString('latin1');
}

function kept<T>(headers: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name)));
}
