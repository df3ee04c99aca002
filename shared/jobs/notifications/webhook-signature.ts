import { createHmac } from 'node:crypto';

/**
 * Headers that prove where a post comes from, as Standard Webhooks has it: HMAC-SHA256 over `id.timestamp.body`. A receiver computes
 * it again with the same secret, compares, and refuses timestamps that are not of the last minutes.
 */
export function signatureHeaders(id: string, body: string, secret: string, now: number): Record<string, string> {
  const timestamp = String(Math.floor(now / 1000));
  const signature = createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}

/** `whsec_` and base64 is how Standard Webhooks writes a secret; any other text is taken as it is. */
function keyOf(secret: string): Buffer {
  return secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : Buffer.from(secret, 'utf8');
}
