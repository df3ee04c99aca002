import { createHmac } from 'node:crypto';
import { lookup } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import { allowsLoopback, isPublicAddress, webhookProblem } from './webhook-address.ts';

const TIMEOUT_MS = 15_000;

export interface PostResult {
  readonly status: number;
  readonly retryAfter: string | null;
}

/**
 * Posts to an address that a caller chose. Follows no redirect and reads no body. The name is resolved once, every address is checked,
 * and the connection goes to a checked address.
 *
 * @throws Error when the address is not allowed, or when there is no response
 */
export async function postWebhook(
  address: string,
  body: string,
  headers: Readonly<Record<string, string>>,
  { resolveName = lookup, env = process.env }: { resolveName?: LookupFunction; env?: NodeJS.ProcessEnv } = {},
): Promise<PostResult> {
  const problem = webhookProblem(address, env);
  // The address itself is a credential and is not shown.
  if (problem !== undefined) throw new Error(`The webhook's address ${problem}`);
  const url = new URL(address);
  const { request } = url.protocol === 'https:' ? https : http;
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      {
        method: 'POST',
        headers: { ...headers, 'content-length': Buffer.byteLength(body) },
        signal: AbortSignal.timeout(TIMEOUT_MS),
        ...(allowsLoopback(url, env) ? {} : { lookup: publicOnly(resolveName) }),
      },
      (response) => {
        resolve({ status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'] ?? null });
        response.destroy();
      },
    );
    sent.once('error', reject);
    sent.end(body);
  });
}

/** Resolves names and rejects those with an address that is not public. The socket connects to what this returns. */
const publicOnly =
  (resolveName: LookupFunction): LookupFunction =>
  (hostname, options, callback) => {
    resolveName(hostname, options, (error, address, family) => {
      if (error !== null) return callback(error, address, family);
      const addresses = typeof address === 'string' ? [address] : address.map((one) => one.address);
      const hidden = addresses.find((one) => !isPublicAddress(one));
      const refusal = new Error(`${hostname} resolves to ${hidden}, which is not a public address`);
      callback(hidden === undefined ? null : refusal, address, family);
    });
  };

/**
 * Headers that prove the origin of a post, as Standard Webhooks defines them: HMAC-SHA256 over `id.timestamp.body`. A receiver computes
 * the signature with the same secret, compares, and rejects timestamps older than some minutes.
 */
export function signatureHeaders(id: string, body: string, secret: string, now: number): Record<string, string> {
  const timestamp = String(Math.floor(now / 1000));
  const signature = createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}

/** Standard Webhooks writes a secret as `whsec_` and base64; any other text is the key itself. */
const keyOf = (secret: string): Buffer =>
  secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : Buffer.from(secret, 'utf8');
