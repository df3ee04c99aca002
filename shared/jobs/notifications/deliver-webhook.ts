import type { Storage } from '../../azure/storage/storage.ts';
import { messageOf } from '../../core/errors.ts';
import type { Log } from '../../core/logging/log.ts';
import { retryAfterOf } from '../../foundry/retry-after.ts';
import { type PostResult, postWebhook, signatureHeaders } from './post-webhook.ts';
import { webhookProblem } from './webhook-address.ts';
import { type QueuedPost, queueWebhook, WEBHOOK_RETRY_DELAYS_S } from './webhook-queue.ts';

/** The receiver wants no more posts. */
const GONE = 410;

/** The longest a message can be hidden. Source: Azure Queue Storage, "Put Message" (7 days). */
const LONGEST_WAIT_S = 604_800;

export interface DeliveryTools {
  readonly storage: Storage;
  readonly log: Log;
  readonly secret: string | undefined;
  readonly now?: () => number;
  readonly post?: typeof postWebhook;
}

/**
 * Makes one attempt at a post, signed; one that fails goes back onto the queue for later, up to eleven times. The receiver may get
 * a post twice: its id is the same then.
 */
export async function deliverWebhook(work: QueuedPost, tools: DeliveryTools): Promise<void> {
  const { storage, log, secret, now = Date.now, post = postWebhook } = tools;
  const { url, event, attempt } = work;
  const name = `${event.id} to ${new URL(url).host}`;
  const problem = secret === undefined ? 'JOB_WEBHOOK_SECRET is not set' : webhookProblem(url);
  if (secret === undefined || problem !== undefined) {
    log.error(`Webhook ${name} is not posted: ${problem ?? ''}.`);
    return;
  }
  const body = JSON.stringify(event);
  const headers = {
    'content-type': 'application/cloudevents+json',
    ...signatureHeaders(event.id, body, secret, now()),
  };
  const result = await post(url, body, headers).catch((error: unknown) => messageOf(error));
  if (typeof result !== 'string' && result.status >= 200 && result.status < 300) return;

  const why = typeof result === 'string' ? result : `it answered ${result.status}`;
  const wait = WEBHOOK_RETRY_DELAYS_S[attempt - 1];
  if (wait === undefined || (typeof result !== 'string' && result.status === GONE)) {
    log.error(`Webhook ${name} is given up after ${attempt} attempts: ${why}.`);
    return;
  }
  const seconds = Math.min(LONGEST_WAIT_S, Math.max(wait, askedSeconds(result, now())));
  log.warn(`Webhook ${name} failed: ${why}. Attempt ${attempt + 1} follows in ${seconds} s.`);
  await queueWebhook(storage, { ...work, attempt: attempt + 1 }, seconds);
}

function askedSeconds(result: PostResult | string, now: number): number {
  if (typeof result === 'string') return 0;
  const headers = { get: (name: string) => (name === 'retry-after' ? result.retryAfter : null) };
  return Math.ceil((retryAfterOf(headers, now) ?? 0) / 1000);
}
