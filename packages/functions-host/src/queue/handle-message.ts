import type { DequeuedMessageItem, QueueClient } from '@azure/storage-queue';
import type { Log } from '../core/log.ts';
import { isMessageLost, storageErrorText } from '../storage/storage-error.ts';
import { holdLock } from './message-lock.ts';
import { type MessageBody, readBody } from './message-text.ts';
import { sendMessage } from './output-messages.ts';
import type { QueueSettings } from './queue-settings.ts';

export interface MessageHandlerOptions {
  readonly queue: QueueClient;
  /** Absent for a poison queue. */
  readonly poisonQueue: QueueClient | undefined;
  readonly settings: QueueSettings;
  /** True when the function takes bytes, which need not be text. */
  readonly takesBytes: boolean;
  /** Runs the function with the message's body. Rejects when it failed for good. */
  readonly run: (body: MessageBody, message: DequeuedMessageItem) => Promise<unknown>;
  /** Called after a message was moved to the poison queue. */
  readonly onPoison: (poisonQueue: QueueClient) => void;
  readonly log: Log;
}

/** Result of a message: done (deleted), or failed (visible again, or in the poison queue). */
export type Handled = 'done' | 'failed';

/**
 * Handles one message completely: runs and deletes it, returns it for another attempt, or moves it to the poison queue.
 */
export type HandleMessage = (message: DequeuedMessageItem) => Promise<Handled>;

/** Makes a handler that never rejects. A message that could not be settled is visible again when its lock expires. */
export function messageHandler(options: MessageHandlerOptions): HandleMessage {
  const { queue, poisonQueue, settings, takesBytes, run, onPoison, log } = options;
  return async (message) => {
    const body = readBody(message.messageText, settings.messageEncoding);
    if (!body || (body.text === undefined && !takesBytes)) {
      const reason = `is not UTF-8 text in ${settings.messageEncoding} (host.json: extensions.queues.messageEncoding)`;
      await settle(message, () => moveToPoison(message, message.popReceipt, reason));
      return 'failed';
    }
    // Happens when a process died in the last attempt, or another host has a larger maxDequeueCount.
    if (message.dequeueCount > settings.maxDequeueCount && poisonQueue) {
      await settle(message, () => moveToPoison(message, message.popReceipt, tries(message)));
      return 'failed';
    }
    const lock = holdLock(queue, message, settings.lock, log);
    const succeeded = await succeeds(() => run(body, message));
    const receipt = await lock.release();
    await settle(message, () => {
      if (succeeded) return queue.deleteMessage(message.messageId, receipt);
      return message.dequeueCount >= settings.maxDequeueCount
        ? moveToPoison(message, receipt, tries(message))
        : makeVisible(message, receipt);
    });
    return succeeded ? 'done' : 'failed';
  };

  async function makeVisible(message: DequeuedMessageItem, receipt: string): Promise<void> {
    // Without a poison queue the message would return for ever, so it stays hidden until its lock expires.
    if (!poisonQueue) return;
    await queue.updateMessage(message.messageId, receipt, undefined, Math.trunc(settings.visibilityTimeout / 1_000));
  }

  async function moveToPoison(message: DequeuedMessageItem, receipt: string, reason: string): Promise<void> {
    if (!poisonQueue) {
      log.warning(
        `Message ${message.messageId} of ${queue.name} ${reason}. There is no poison queue for it; it stays.`,
      );
      return;
    }
    log.warning(`Message ${message.messageId} of ${queue.name} ${reason}. Moving it to ${poisonQueue.name}.`);
    await sendMessage(poisonQueue, message.messageText);
    onPoison(poisonQueue);
    await queue.deleteMessage(message.messageId, receipt);
  }

  async function settle(message: DequeuedMessageItem, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const facts = `Message ${message.messageId} of ${queue.name}: ${storageErrorText(error)}`;
      if (isMessageLost(error)) log.debug(`${facts}. Someone else has it by now, or it is gone.`);
      else log.error(`${facts}. It will be delivered again when its lock lapses.`);
    }
  }

  function tries(message: DequeuedMessageItem): string {
    return `failed (delivery ${message.dequeueCount}, maxDequeueCount ${settings.maxDequeueCount})`;
  }
}

async function succeeds(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch {
    // The executor has logged the failure.
    return false;
  }
}
