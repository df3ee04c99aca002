import { hashOf } from '../../core/hash.ts';

/**
 * A job's id, the same for the same key, or, without one, for the same request on the same data. It is the orchestration's id and
 * the job's idempotency key at the service as well.
 */
export function jobId(prefix: string, identity: { readonly key: string } | { readonly requestHash: string }): string {
  // Hashed again together with its sort, so that a key equal to another job's hash does not name that job.
  return `${prefix}-${hashOf('key' in identity ? ['key', identity.key] : ['request', identity.requestHash]).slice(0, 32)}`;
}
