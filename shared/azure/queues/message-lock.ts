import type { QueueClient } from '@azure/storage-queue';
import { messageOf } from '../../core/errors.ts';
import { isMessageGone } from '../storage/storage-errors.ts';
import type { QueueMessage } from './queue-pump.ts';

/** A message that this process works on. If the process dies, the queue delivers the message to another one soon. */
export interface MessageLock {
  /** Removes the message: its work is done. */
  finish(): Promise<void>;
  /** Lets the queue deliver the message again after `pause` milliseconds. */
  release(pause: number): Promise<void>;
}

export interface LockTimings {
  /** Milliseconds for which a message stays hidden after the last renewal: the wait after a crash. */
  readonly lock: number;
  /** Milliseconds between renewals. A third of `lock`: two renewals may fail. */
  readonly renewal: number;
  /** Milliseconds a message that is alone in its process may run before it is taken over from the host. */
  readonly grace: number;
}

/** Messages that this process works on now. */
let inProgress = 0;

/**
 * Keeps a message hidden while it is being processed. A message that the host delivered is taken over first: the host hides it for ten
 * minutes, which is all of an agent's run, so that after a crash the answer would come too late. Taking it over makes the host's receipt
 * void, and the host then leaves the message alone ("the function has modified the message").
 *
 * Returns at once. When the take-over fails, the host's own lock remains. A message that is alone in its process gets `grace` milliseconds
 * first: most calls end by then and cost no further request.
 */
export function lockMessage(
  queue: QueueClient,
  { messageId, popReceipt, hiddenFor }: Pick<QueueMessage, 'messageId' | 'popReceipt' | 'hiddenFor'>,
  timings: LockTimings,
  log: { warn(message: string): void },
): MessageLock {
  let receipt = popReceipt;
  let owner: 'host' | 'us' | 'another delivery' = hiddenFor === undefined ? 'host' : 'us';
  let last = Promise.resolve();
  const hide = async (duration: number) => {
    try {
      const updated = await queue.updateMessage(messageId, receipt, undefined, Math.ceil(duration / 1000));
      if (updated.popReceipt !== undefined) receipt = updated.popReceipt;
      owner = 'us';
    } catch (error) {
      // Gone: a later delivery has it, or has removed it. Any other fault may pass before the next renewal.
      if (isMessageGone(error)) owner = 'another delivery';
      else log.warn(`Message ${messageId} could not be kept hidden (${messageOf(error)}).`);
    }
  };
  const hideNext = () => {
    last = last.then(() => (owner === 'another delivery' ? undefined : hide(timings.lock)));
  };
  // A function that is run by hand has no message.
  if (messageId === '') return { finish: async () => {}, release: async () => {} };
  let takingOver: NodeJS.Timeout | undefined;
  if (owner === 'host') {
    if (inProgress > 0) hideNext();
    else takingOver = setTimeout(hideNext, timings.grace);
  }
  const renewing = setInterval(hideNext, timings.renewal);
  inProgress += 1;
  const stop = async () => {
    inProgress -= 1;
    clearTimeout(takingOver);
    clearInterval(renewing);
    await last;
  };
  return {
    finish: async () => {
      await stop();
      // Left to the host, which deletes it when the function has succeeded.
      if (owner !== 'us') return;
      try {
        await queue.deleteMessage(messageId, receipt);
      } catch (error) {
        // The message comes back once more; its call is known or answered again.
        if (!isMessageGone(error)) log.warn(`Message ${messageId} could not be deleted (${messageOf(error)}).`);
      }
    },
    release: async (pause) => {
      await stop();
      if (owner !== 'another delivery') await hide(pause);
    },
  };
}
