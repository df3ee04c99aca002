import type { DequeuedMessageItem, QueueClient } from '@azure/storage-queue';
import type { Log } from '../core/log.ts';
import { isMessageLost, storageErrorText } from '../storage/storage-error.ts';
import { holdLock } from './message-lock.ts';
import { type MessageBody, readBody } from './message-text.ts';
import { sendMessage } from './output-messages.ts';
import type { QueueSettings } from './queue-settings.ts';

export interface MessageHandlerOptions {
  readonly queue: QueueClient;
  /** Absent for a queue that is a poison queue itself. */
  readonly poisonQueue: QueueClient | undefined;
  readonly settings: QueueSettings;
  /** Whether the function takes bytes, which need not be text. */
  readonly takesBytes: boolean;
  /** Runs the function with what the message holds; rejects when it failed for good. */
  readonly run: (body: MessageBody, message: DequeuedMessageItem) => Promise<unknown>;
  /** Called when a message was put into the poison queue. */
  readonly onPoison: (poisonQueue: QueueClient) => void;
  readonly log: Log;
}

/** How it went with a message: done and deleted, or to be seen again. */
export type Handled = 'done' | 'failed';

/** Handles one message from the queue to its end: run and deleted, given back for another try, or moved to the poison queue. */
export type HandleMessage = (message: DequeuedMessageItem) => Promise<Handled>;

/** What comes back never rejects: a message that could not be settled shows up again when its lock lapses. */
export function messageHandler(options: MessageHandlerOptions): HandleMessage {
  const { queue, poisonQueue, settings, takesBytes, run, onPoison, log } = options;
  return async (message) => {
    const body = readBody(message.messageText, settings.messageEncoding);
    if (!body || (body.text === undefined && !takesBytes)) {
      const reason = `is not UTF-8 text in ${settings.messageEncoding} (host.json: extensions.queues.messageEncoding)`;
      await settle(message, () => moveToPoison(message, message.popReceipt, reason));
      return 'failed';
    }
    // Seen when a process died at the last try, or another host has a larger maxDequeueCount.
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
        : giveBack(message, receipt);
    });
    return succeeded ? 'done' : 'failed';
  };

  async function giveBack(message: DequeuedMessageItem, receipt: string): Promise<void> {
    // Without a poison queue a message would come back for ever: then it stays hidden until its lock lapses.
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
    // The executor has logged why.
    return false;
  }
}
