import type { QueueMessage } from '../../shared/azure/queues/queue-pump.ts';

/** A queue message as the host delivers it for the first time. */
export const queueMessage = (body: unknown, messageId = 'message-1', dequeueCount = 1): QueueMessage => ({
  messageId,
  popReceipt: 'receipt',
  body,
  dequeueCount,
  insertedAt: new Date('2026-11-25T10:00:00Z'),
});
