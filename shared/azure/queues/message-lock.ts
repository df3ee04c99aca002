import { setTimeout as sleep } from 'node:timers/promises';
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
}

/** Gives each message back that this process works on now. */
const held = new Set<(pause: number) => Promise<void>>();
/** Milliseconds between two checks for the end of the last message. */
const CHECK_MS = 25;

/**
 * Keeps a message hidden while it is being processed. A message that the host delivered is taken over at once: the host hides it for ten
 * minutes, which is all of an agent's run, so that after a crash the answer would come too late. Taking it over makes the host's receipt
 * void, and the host then leaves the message alone ("the function has modified the message").
 *
 * Returns before the take-over has ended. When it fails, the host's own lock remains.
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
  if (owner === 'host') hideNext();
  const renewing = setInterval(hideNext, timings.renewal);
  const giveBack = (pause: number) => {
    clearInterval(renewing);
    last = last.then(() => (owner === 'another delivery' ? undefined : hide(pause)));
    return last;
  };
  held.add(giveBack);
  const stop = async () => {
    held.delete(giveBack);
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
      await giveBack(pause);
    },
  };
}

/**
 * Waits until this process works on no message, at most `patience` milliseconds, and makes the rest visible to other processes. For a
 * process that ends: without it, they would wait until their locks expire.
 */
export async function releaseHeldMessages(patience: number): Promise<void> {
  for (const end = performance.now() + patience; held.size > 0 && performance.now() < end; ) await sleep(CHECK_MS);
  await Promise.all([...held].map((giveBack) => giveBack(0)));
}
