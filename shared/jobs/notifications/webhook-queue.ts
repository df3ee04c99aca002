import * as z from 'zod';
import { createIfMissing } from '../../azure/storage/create-if-missing.ts';
import { parseMessageBody } from '../../azure/storage/message-body.ts';
import type { Storage } from '../../azure/storage/storage.ts';
import type { CloudEvent } from './cloud-event.ts';

/** Posts that are still to be made. Storage keeps them through restarts, and hides each until its time. */
export const WEBHOOKS_QUEUE = 'job-webhooks';

/** Waits between the attempts at one post, in seconds: eleven attempts in two days, then it is given up. */
export const WEBHOOK_RETRY_DELAYS_S = [10, 60, 300, 900, 3_600, 10_800, 21_600, 43_200, 43_200, 43_200] as const;

export interface WebhookPost {
  readonly url: string;
  readonly event: CloudEvent;
  readonly attempt: number;
}

const post = z.object({
  url: z.string(),
  event: z.looseObject({ id: z.string(), type: z.string() }),
  attempt: z.number().int().min(1),
});

export type QueuedPost = z.infer<typeof post>;

export const parseQueuedPost = (body: unknown): QueuedPost => post.parse(parseMessageBody(body));

/** Puts a post on the queue; `wait` seconds pass before it is made. */
export async function queueWebhook(storage: Storage, work: WebhookPost | QueuedPost, wait = 0): Promise<void> {
  const queue = storage.queue(WEBHOOKS_QUEUE);
  const text = Buffer.from(JSON.stringify(work), 'utf8').toString('base64');
  await createIfMissing(
    () => queue.createIfNotExists(),
    () => queue.sendMessage(text, { visibilityTimeout: wait }),
  );
}
