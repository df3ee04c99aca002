import type { QueueClient } from '@azure/storage-queue';
import { createIfMissing } from './create-if-missing.ts';

export interface SendOptions {
  /** Seconds until storage drops the message by itself; -1 keeps it until it is deleted. */
  readonly timeToLive?: number;
  /** Seconds before anybody sees it. */
  readonly hiddenFor?: number;
}

/**
 * Puts a text on a queue as the agent service and the Functions host expect it: base64 of its UTF-8. The JavaScript SDK sends
 * what it is given, so the encoding is ours. Makes the queue when it is missing.
 */
export async function sendMessage(
  queue: QueueClient,
  text: string,
  { timeToLive, hiddenFor }: SendOptions = {},
): Promise<void> {
  const encoded = Buffer.from(text, 'utf8').toString('base64');
  await createIfMissing(
    () => queue.createIfNotExists(),
    () =>
      queue.sendMessage(encoded, {
        ...(timeToLive === undefined ? {} : { messageTimeToLive: timeToLive }),
        ...(hiddenFor === undefined ? {} : { visibilityTimeout: hiddenFor }),
      }),
  );
}
