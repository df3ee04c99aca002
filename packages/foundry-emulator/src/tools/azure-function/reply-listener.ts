import { setTimeout as sleep } from 'node:timers/promises';
import type { QueueClient, ReceivedMessageItem } from '@azure/storage-queue';
import { messageOf } from '../../../../../shared/core/errors.ts';
import { MAX_MESSAGES_PER_GET } from '../../../../../shared/core/limits.ts';
import type { Log } from '../../core/log.ts';
import type { QueueJournal } from '../../core/project/queue-journal.ts';
import type { AzureFunctionSettings } from '../../core/storage/azure-function-settings.ts';
import { decodeReply } from './queue-message.ts';
import { statusOf } from './send-call.ts';
import { WaitingCalls } from './waiting-calls.ts';

/** Pause between empty polls: short after activity, then growing. */
const SHORTEST_PAUSE_MS = 2;
const LONGEST_PAUSE_MS = 100;
/** Pause after an error of the queue service. */
const ERROR_PAUSE_MS = 250;
/** Visibility timeout of received messages in seconds, far longer than handling takes. */
const VISIBILITY_SECONDS = 30;

export interface ListenerParts {
  readonly queue: QueueClient;
  readonly replies: AzureFunctionSettings['replies'];
  readonly log: Log;
  readonly journal: QueueJournal;
}

/**
 * The only reader of an output queue. It passes each reply to the call that waits for its CorrelationId and removes other messages. It
 * polls only while calls are waiting.
 */
export class ReplyListener {
  readonly #parts: ListenerParts;
  readonly #calls: WaitingCalls;
  readonly #removals = new Set<Promise<void>>();
  #pause = SHORTEST_PAUSE_MS;
  #wake = new AbortController();
  #polling: Promise<void> | undefined;

  constructor(parts: ListenerParts) {
    this.#parts = parts;
    this.#calls = new WaitingCalls(parts.queue.name);
  }

  /** Resolves with the Value for a CorrelationId, or rejects with the signal's reason. Register before sending the call. */
  wait(correlationId: string, signal: AbortSignal): Promise<string> {
    const reply = this.#calls.add(correlationId, signal);
    this.hurry();
    this.#keepPolling();
    return reply;
  }

  /** Shortens the polling pause, because a reply is due. */
  hurry(): void {
    this.#pause = SHORTEST_PAUSE_MS;
    this.#wake.abort();
    this.#wake = new AbortController();
  }

  /** Resolves when no operation on the queue is pending. Abort the waiting calls first. */
  async rest(): Promise<void> {
    this.#wake.abort();
    await this.#polling;
    await Promise.all(this.#removals);
  }

  #keepPolling(): void {
    this.#polling ??= this.#poll().finally(() => {
      this.#polling = undefined;
      // A call may have been registered after the last check.
      if (this.#calls.size > 0) this.#keepPolling();
    });
  }

  async #poll(): Promise<void> {
    while (this.#calls.size > 0) {
      try {
        const received = await this.#receive();
        for (const message of received) this.#take(message);
        if (received.length > 0) this.#pause = SHORTEST_PAUSE_MS;
        else await this.#rest(this.#pause);
        this.#pause = Math.min(this.#pause * 1.5, LONGEST_PAUSE_MS);
      } catch (error) {
        await this.#recover(error);
      }
    }
  }

  async #receive(): Promise<ReceivedMessageItem[]> {
    const options = { numberOfMessages: MAX_MESSAGES_PER_GET, visibilityTimeout: VISIBILITY_SECONDS };
    return (await this.#parts.queue.receiveMessages(options)).receivedMessageItems;
  }

  #take(message: ReceivedMessageItem): void {
    const { queue, replies, log, journal } = this.#parts;
    const reply = decodeReply(message.messageText, replies);
    const outcome = this.#calls.settle(reply);
    journal.add('received', queue.name, message.messageText, outcome === 'awaited' ? undefined : outcome);
    if (outcome !== 'awaited') {
      const { messageId } = message;
      log.warn(`a ${outcome} reply was removed from an output queue`, {
        queue: queue.name,
        messageId,
        ...withoutValue(reply),
      });
    }
    // Removal runs in parallel with the next poll.
    const removal = this.#remove(message).finally(() => this.#removals.delete(removal));
    this.#removals.add(removal);
  }

  async #remove({ messageId, popReceipt }: ReceivedMessageItem): Promise<void> {
    const { queue, log } = this.#parts;
    try {
      await queue.deleteMessage(messageId, popReceipt);
    } catch (error) {
      // Another reader may have deleted it.
      log.warn('a reply could not be removed from its queue', { queue: queue.name, reason: messageOf(error) });
    }
  }

  async #recover(error: unknown): Promise<void> {
    const { queue, log } = this.#parts;
    const status = statusOf(error);
    if (status === 404) {
      // The function's host creates its queues, but an output queue may exist only from the first reply on.
      await queue.createIfNotExists().catch(() => this.#rest(ERROR_PAUSE_MS));
      return;
    }
    log.warn('an output queue could not be read', { queue: queue.name, reason: messageOf(error) });
    if (status === 401 || status === 403) {
      const refused = `The output queue "${queue.name}" may not be read (${status}). Check FOUNDRY_STORAGE_CONNECTION.`;
      this.#calls.failAll(new Error(refused));
    }
    await this.#rest(ERROR_PAUSE_MS);
  }

  async #rest(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.#wake.signal }).catch(() => {});
  }
}

/** Returns a reply without its value, for the log. */
const withoutValue = ({ correlationId, ...rest }: ReturnType<typeof decodeReply>) => ({
  ...(correlationId === undefined ? {} : { correlationId }),
  ...('fault' in rest ? { fault: rest.fault } : {}),
});
