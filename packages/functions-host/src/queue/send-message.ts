import type { QueueClient } from '@azure/storage-queue';
import { isQueueMissing } from '../storage/storage-error.ts';

/** Puts a message into a queue, which is made when it does not exist. Asking first would cost each message a request. */
export async function sendMessage(queue: QueueClient, text: string): Promise<void> {
  try {
    await queue.sendMessage(text);
  } catch (error) {
    if (!isQueueMissing(error)) throw error;
    await queue.createIfNotExists();
    await queue.sendMessage(text);
  }
}
