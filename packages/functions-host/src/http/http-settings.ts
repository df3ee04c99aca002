import { z } from 'zod';

/** host.json's `extensions.http`, with the real host's defaults. -1 means no limit. */
export const httpSettings = z.object({
  routePrefix: z.string().default('api'),
  enableChunkedRequestBinding: z.boolean().default(false),
  maxOutstandingRequests: z.union([z.literal(-1), z.int().min(1)]).default(-1),
  maxConcurrentRequests: z.union([z.literal(-1), z.int().min(1)]).default(-1),
  dynamicThrottlesEnabled: z
    .literal(false, { error: 'is not supported by the local host; leave it out of host.json here' })
    .default(false),
  customHeaders: z.record(z.string(), z.string()).optional(),
});
export type HttpSettings = z.infer<typeof httpSettings>;
