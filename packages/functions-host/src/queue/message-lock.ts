import type { DequeuedMessageItem, QueueClient } from '@azure/storage-queue';
import type { Log } from '../core/log.ts';
import { isMessageLost, storageErrorText } from '../storage/storage-error.ts';

/** Keeps a message hidden while it is processed. */
export interface MessageLock {
  /** Ends the renewals and returns the current receipt. */
  release(): Promise<string>;
}

/** Shares of the lock's length after which it is renewed, and after which a failed renewal is repeated. */
const RENEW_AFTER = 1 / 2;
const RETRY_AFTER = 1 / 8;

/** @param lock milliseconds for which the message is hidden, at first and at each renewal */
export function holdLock(queue: QueueClient, message: DequeuedMessageItem, lock: number, log: Log): MessageLock {
  let receipt = message.popReceipt;
  let renewal: Promise<void> = Promise.resolve();
  let released = false;
  let timer = renewIn(lock * RENEW_AFTER);

  function renewIn(milliseconds: number): NodeJS.Timeout {
    return setTimeout(() => {
      renewal = renew();
    }, milliseconds);
  }

  async function renew(): Promise<void> {
    let next = lock * RENEW_AFTER;
    try {
      const updated = await queue.updateMessage(message.messageId, receipt, undefined, Math.ceil(lock / 1_000));
      receipt = updated.popReceipt ?? receipt;
    } catch (error) {
      log.warning(`The lock of message ${message.messageId} could not be renewed: ${storageErrorText(error)}`);
      if (isMessageLost(error)) return;
      next = lock * RETRY_AFTER;
    }
    if (!released) timer = renewIn(next);
  }

  return {
    release: async () => {
      released = true;
      clearTimeout(timer);
      // A running renewal changes the receipt, which settling the message needs.
      await renewal;
      return receipt;
    },
  };
}
