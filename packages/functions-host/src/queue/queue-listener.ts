import type { DequeuedMessageItem, QueueClient } from '@azure/storage-queue';
import type { Log } from '../core/log.ts';
import type { Listener } from '../extension/extension.ts';
import { isQueueMissing, storageErrorText } from '../storage/storage-error.ts';
import { StorageTimeout } from '../storage/timeout-client.ts';
import { messageHandler } from './handle-message.ts';
import type { MessageBody } from './message-text.ts';
import { type Polling, pollQueue } from './poll-queue.ts';
import type { QueueNotifications } from './queue-notifications.ts';
import type { QueueSettings } from './queue-settings.ts';
import type { Semaphore } from './semaphore.ts';

export interface QueueListenerOptions {
  readonly queue: QueueClient;
  /** The same queue, by a client that waits long for an answer. */
  readonly fetcher: QueueClient;
  /** Milliseconds without an answer after which messages are fetched again, beside the request that hangs. */
  readonly fetchPatience: number;
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
  const { queue, settings, queueNotifications, hotPolls } = options;
  const handle = messageHandler({ ...options, onPoison: (poison) => queueNotifications.notify(poison.url) });
  let polling: Polling<DequeuedMessageItem> | undefined;
  const receiver = makeReceiver(options, (messages) => polling?.handle(messages));
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
 *
 * A request that storage has accepted hides messages for ten minutes, even when its answer arrives late or never. One that hangs is therefore kept, and
 * another is made beside it.
 * @param late takes the messages of an answer that came after the next request
 */
function makeReceiver(
  { queue, fetcher, fetchPatience, settings: { batchSize, lock }, log }: QueueListenerOptions,
  late: (messages: readonly DequeuedMessageItem[]) => void,
) {
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
        const fetching = fetcher.receiveMessages({ ...request, abortSignal });
        const inTime = await settledWithin(fetching, fetchPatience);
        if (!inTime) {
          fetching.then(
            ({ receivedMessageItems }) => late(receivedMessageItems),
            () => undefined,
          );
          throw new StorageTimeout(fetchPatience);
        }
        const { receivedMessageItems } = await fetching;
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

/** Returns false when the promise is still pending after so many milliseconds. */
async function settledWithin(promise: Promise<unknown>, milliseconds: number): Promise<boolean> {
  const { promise: patience, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), milliseconds);
  const settled = promise.then(
    () => true,
    () => true,
  );
  return Promise.race([settled, patience]).finally(() => clearTimeout(timer));
}
