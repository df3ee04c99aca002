import type { DequeuedMessageItem, QueueClient } from '@azure/storage-queue';
import type { Log } from '../core/log.ts';
import type { Listener } from '../extension/extension.ts';
import { isQueueMissing, storageErrorText } from '../storage/storage-error.ts';
import { messageHandler } from './handle-message.ts';
import type { MessageBody } from './message-text.ts';
import { type Polling, pollQueue } from './poll-queue.ts';
import type { WakeUps } from './queue-notifications.ts';
import type { QueueSettings } from './queue-settings.ts';
import type { Gate } from './semaphore.ts';

export interface QueueListenerOptions {
  readonly queue: QueueClient;
  readonly poisonQueue: QueueClient | undefined;
  readonly settings: QueueSettings;
  readonly takesBytes: boolean;
  readonly run: (body: MessageBody, message: DequeuedMessageItem) => Promise<unknown>;
  readonly runManually: (text: string) => Promise<unknown>;
  /** Called when no new messages are taken any more. */
  readonly onStop: () => void;
  readonly wakeUps: WakeUps;
  readonly hotGate: Gate;
  readonly log: Log;
}

/** Listens for one queue trigger. */
export function queueListener(options: QueueListenerOptions): Listener {
  const { queue, settings, wakeUps, hotGate, log } = options;
  const handle = messageHandler({ ...options, onPoison: (poison) => wakeUps.notify(poison.url) });
  let polling: Polling | undefined;
  let unsubscribe = () => {};
  return {
    start: async () => {
      polling = pollQueue({ receive: receiver(queue, settings, log), handle, settings, hotGate });
      unsubscribe = wakeUps.listen(queue.url, polling.wake);
    },
    stop: async () => {
      unsubscribe();
      options.onStop();
      await polling?.stop();
    },
    runManually: async (text) => {
      await options.runManually(text);
    },
  };
}

/** Gets a batch. A queue that does not exist (yet) is an empty one; storage that does not answer is told once, not at each try. */
function receiver(queue: QueueClient, { batchSize, lock }: QueueSettings, log: Log) {
  const request = { numberOfMessages: batchSize, visibilityTimeout: Math.ceil(lock / 1_000) };
  let failing = false;
  return async (abortSignal: AbortSignal): Promise<readonly DequeuedMessageItem[]> => {
    try {
      const { receivedMessageItems } = await queue.receiveMessages({ ...request, abortSignal });
      if (failing) log.information(`Queue ${queue.name} can be read again.`);
      failing = false;
      return receivedMessageItems;
    } catch (error) {
      if (isQueueMissing(error) || abortSignal.aborted) return [];
      if (!failing) log.error(`Queue ${queue.name} cannot be read, trying on: ${storageErrorText(error)}`);
      failing = true;
      return [];
    }
  };
}
