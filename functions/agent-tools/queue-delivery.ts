import type { InvocationContext } from '@azure/functions';
import * as z from 'zod';
import hostJson from '../../host.json' with { type: 'json' };
import type { Delivery } from '../../shared/tools/answer-call.ts';

/**
 * What the trigger says of a message. Each value has a way out: a function run by hand (POST /admin/functions/...) has no message,
 * and the properties of a message in plain JSON, always text, take the place of metadata with the same names.
 */
const metadata = z.object({
  id: z.string().catch(''),
  popReceipt: z.string().catch(''),
  dequeueCount: z.int().min(1).catch(1),
  insertionTime: z.iso
    .datetime({ offset: true })
    .transform((text) => new Date(text))
    .catch(() => new Date()),
});

/** One delivery of a queue message, from what the Functions host gives a queue-triggered function. */
export function deliveryOf(queue: string, body: unknown, context: InvocationContext): Delivery {
  const { id, popReceipt, dequeueCount, insertionTime } = metadata.parse(context.triggerMetadata ?? {});
  return { queue, body, messageId: id, popReceipt, dequeueCount, insertedAt: insertionTime };
}

/** The app setting that stands above host.json, as the Functions host reads it. */
const OVERRIDE = 'AzureFunctionsJobHost__extensions__queues__maxDequeueCount';

/**
 * Deliveries after which the host moves a message to the poison queue. Ours to know, for the agent is to be answered by then. Were
 * it ever another number than the host's, the poison handler still answers.
 */
export function maxDequeueCount(env: NodeJS.ProcessEnv): number {
  const override = Number(env[OVERRIDE]);
  return Number.isInteger(override) && override > 0 ? override : hostJson.extensions.queues.maxDequeueCount;
}
