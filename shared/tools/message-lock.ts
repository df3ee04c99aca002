import type { QueueClient } from '@azure/storage-queue';
import { isMessageGone } from '../azure/storage/storage-errors.ts';
import { messageOf } from '../core/errors.ts';
import type { Log } from './agent-tool.ts';
import type { CallTimings } from './call-budget.ts';

/** Names one delivery of a message: the receipt is void as soon as another delivery, or an update, has a newer one. */
export interface MessageReceipt {
  readonly messageId: string;
  readonly popReceipt: string;
}

/** A message that this process works on, and that the queue gives to another one soon after this process has died. */
interface MessageLock {
  /** Done with it: it leaves the queue. */
  finish(): Promise<void>;
  /** Not done with it: the queue delivers it again after `pause` milliseconds. */
  release(pause: number): Promise<void>;
}

/** Messages that this process works on at the moment. */
let atWork = 0;

/**
 * Takes a message over from the host. The host hides a message it runs for ten minutes, all of an agent's run, so that after a
 * crash the answer would come too late. We hide it for a minute instead and say so again while the call runs. That makes the
 * host's own receipt void, which it is made for: it then leaves the message to us ("the function has modified the message").
 *
 * Returns at once; the request is under way while the call begins. When it fails, the host's lock simply stays. A call that has
 * the process for itself gets a moment first: most are answered by then, and cost no request more than without us.
 */
export function lockMessage(
  queue: QueueClient,
  { messageId, popReceipt }: MessageReceipt,
  timings: CallTimings,
  log: Log,
): MessageLock {
  let receipt = popReceipt;
  let owner: 'host' | 'us' | 'somebody else' = 'host';
  let last = Promise.resolve();
  const hide = async (duration: number) => {
    try {
      const updated = await queue.updateMessage(messageId, receipt, undefined, Math.ceil(duration / 1000));
      if (updated.popReceipt !== undefined) receipt = updated.popReceipt;
      owner = 'us';
    } catch (error) {
      // Gone: a later delivery has it, or it was answered there. Anything else may pass before the next renewal.
      if (isMessageGone(error)) owner = 'somebody else';
      else log.warn(`Message ${messageId} could not be kept hidden (${messageOf(error)}).`);
    }
  };
  const hideNext = () => {
    last = last.then(() => (owner === 'somebody else' ? undefined : hide(timings.lock)));
  };
  // A function run by hand has no message behind it.
  if (messageId === '') return { finish: async () => {}, release: async () => {} };
  const takingOver = atWork > 0 ? undefined : setTimeout(hideNext, timings.grace);
  if (takingOver === undefined) hideNext();
  const renewing = setInterval(hideNext, timings.renewal);
  atWork += 1;
  const stop = async () => {
    atWork -= 1;
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
        // It comes back once more, and is recognised or answered again: no reason to fail a call that is done.
        if (!isMessageGone(error)) log.warn(`Message ${messageId} could not be deleted (${messageOf(error)}).`);
      }
    },
    release: async (pause) => {
      await stop();
      if (owner !== 'somebody else') await hide(pause);
    },
  };
}
