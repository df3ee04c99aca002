import { lookup } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import { isHidden, isLoopback } from './webhook-url.ts';

const TIMEOUT_MS = 15_000;

export interface PostResult {
  readonly status: number;
  readonly retryAfter: string | null;
}

/**
 * Posts to an address that somebody else chose. Redirects are not followed, the answer's body is not read, and a public name that
 * leads to an address inside of a network is refused at the moment of connecting, when it can no longer change its mind.
 */
export function postJson(
  address: string,
  body: string,
  headers: Readonly<Record<string, string>>,
  resolveName: LookupFunction = lookup,
): Promise<PostResult> {
  const url = new URL(address);
  const { request } = url.protocol === 'https:' ? https : http;
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      {
        method: 'POST',
        headers: { ...headers, 'content-length': Buffer.byteLength(body) },
        signal: AbortSignal.timeout(TIMEOUT_MS),
        ...(isLoopback(url.hostname) ? {} : { lookup: outside(resolveName) }),
      },
      (answer) => {
        resolve({ status: answer.statusCode ?? 0, retryAfter: answer.headers['retry-after'] ?? null });
        answer.destroy();
      },
    );
    sent.once('error', reject);
    sent.end(body);
  });
}

/** Resolves names, and refuses those that lead inside. */
const outside =
  (resolveName: LookupFunction): LookupFunction =>
  (hostname, options, callback) => {
    resolveName(hostname, options, (error, address, family) => {
      if (error !== null) return callback(error, address, family);
      const addresses = typeof address === 'string' ? [address] : address.map((one) => one.address);
      const hidden = addresses.find((one) => isHidden(one) || isLoopback(one));
      const refusal = new Error(`${hostname} leads to ${hidden}, inside of a network`);
      callback(hidden === undefined ? null : refusal, address, family);
    });
  };
