import type { DequeuedMessageItem, QueueClient } from '@azure/storage-queue';
import type { Log } from '../core/log.ts';
import type { Listener } from '../extension/extension.ts';
import { isQueueMissing, storageErrorText } from '../storage/storage-error.ts';
import { messageHandler } from './handle-message.ts';
import type { MessageBody } from './message-text.ts';
import { type Polling, pollQueue } from './poll-queue.ts';
import type { QueueNotifications } from './queue-notifications.ts';
import type { QueueSettings } from './queue-settings.ts';
import type { Semaphore } from './semaphore.ts';

export interface QueueListenerOptions {
  readonly queue: QueueClient;
  readonly poisonQueue: QueueClient | undefined;
  readonly settings: QueueSettings;
  readonly takesBytes: boolean;
  readonly run: (body: MessageBody, message: DequeuedMessageItem) => Promise<unknown>;
  readonly runManually: (text: string) => Promise<unknown>;
  /** Called when no new messages are taken. */
  readonly onStop: () => void;
  readonly queueNotifications: QueueNotifications;
  readonly hotPolls: Semaphore;
  readonly log: Log;
}

/** Listens for one queue trigger. */
export function queueListener(options: QueueListenerOptions): Listener {
  const { queue, settings, queueNotifications, hotPolls, log } = options;
  const handle = messageHandler({ ...options, onPoison: (poison) => queueNotifications.notify(poison.url) });
  const receiver = makeReceiver(queue, settings, log);
  let polling: Polling | undefined;
  let unsubscribe = () => {};
  return {
    start: async () => {
      polling = pollQueue({ receive: receiver.receive, handle, settings, hotPolls });
      unsubscribe = queueNotifications.listen(queue.url, polling.wake);
    },
    stop: async () => {
      unsubscribe();
      options.onStop();
      await polling?.stop();
    },
    problem: () => receiver.problem(),
    runManually: async (text) => {
      await options.runManually(text);
    },
  };
}

/**
 * Gets batches of messages. A queue that does not exist counts as empty. A failure is logged once, not at each attempt, and is
 * the listener's problem until a request succeeds.
 */
function makeReceiver(queue: QueueClient, { batchSize, lock }: QueueSettings, log: Log) {
  const request = { numberOfMessages: batchSize, visibilityTimeout: Math.ceil(lock / 1_000) };
  let failure: { readonly since: Date; readonly text: string } | undefined;
  const succeeded = () => {
    if (failure) log.information(`Queue ${queue.name} can be read again.`);
    failure = undefined;
  };
  return {
    problem: () =>
      failure && `Queue ${queue.name} cannot be read since ${failure.since.toISOString()}: ${failure.text}`,
    receive: async (abortSignal: AbortSignal): Promise<readonly DequeuedMessageItem[]> => {
      try {
        const { receivedMessageItems } = await queue.receiveMessages({ ...request, abortSignal });
        succeeded();
        return receivedMessageItems;
      } catch (error) {
        if (abortSignal.aborted) return [];
        if (isQueueMissing(error)) {
          succeeded();
          return [];
        }
        const text = storageErrorText(error);
        if (!failure) log.error(`Queue ${queue.name} cannot be read. The host keeps trying: ${text}`);
        failure = { since: failure?.since ?? new Date(), text };
        return [];
      }
    },
  };
}
