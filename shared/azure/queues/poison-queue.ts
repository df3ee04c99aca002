import { forEachConcurrently } from '../../core/concurrency.ts';
import { messageOf, TerminalError } from '../../core/errors.ts';
import { MAX_MESSAGES_PER_GET } from '../../core/limits.ts';
import type { Storage } from '../storage/storage.ts';
import { isMessageGone, isMissingParent } from '../storage/storage-errors.ts';
import { type DeadLetter, DeadLetters } from './dead-letters.ts';
import type { QueueMessage } from './queue-pump.ts';

/** Next step for a poison message: keep it as a dead letter, drop it because it is settled, or try it again later. */
export type PoisonResult = 'keep' | 'settled' | { readonly retryInSeconds: number };

/** A queue whose poison messages are processed, and how. */
export interface PoisonHandling {
  /** The queue itself; the host appends `-poison`. */
  readonly queue: string;
  /** Shard of the account that holds the queue. Default 0. */
  readonly shard?: number;
  /** Describes the message in the dead letter, for example by its tool and correlation id. */
  readonly describe?: (body: unknown) => Partial<Pick<DeadLetter, 'tool' | 'correlationId'>>;
  /** Deliveries of the poison message after which `handle` is not called any more. */
  readonly attempts: number;
  readonly handle?: (message: QueueMessage) => Promise<PoisonResult>;
}

/** Milliseconds for which a poison message is hidden while it is being processed. */
const HIDDEN_MS = 120_000;
const CONCURRENCY = 8;
/** Seconds before a poison message is processed again whose handler failed. */
const RETRY_S = 20;

export interface PoisonServices {
  /** Holds the dead letters. */
  readonly storage: Storage;
  /** Holds the queue; the same account by default. */
  readonly queues?: Storage;
  readonly log: { info(message: string): void; error(message: string): void };
}

/**
 * Processes the messages that the host gave up. Each is stored as a dead letter before anything else is tried, so that a handler that
 * fails, or takes the process down, cannot lose it; then it leaves the poison queue, whatever it holds.
 *
 * @returns how many messages were processed
 */
export async function drainPoisonQueue(handling: PoisonHandling, services: PoisonServices): Promise<number> {
  const queue = (services.queues ?? services.storage).queue(`${handling.queue}-poison`);
  let drained = 0;
  try {
    for (;;) {
      const { receivedMessageItems: messages } = await queue.receiveMessages({
        numberOfMessages: MAX_MESSAGES_PER_GET,
        visibilityTimeout: HIDDEN_MS / 1000,
      });
      if (messages.length === 0) return drained;
      await forEachConcurrently(
        messages,
        CONCURRENCY,
        async ({ messageText: body, insertedOn: insertedAt, ...message }) => {
          const result = await settle({ ...message, body, insertedAt, hiddenFor: HIDDEN_MS }, handling, services);
          try {
            if (typeof result === 'object')
              await queue.updateMessage(message.messageId, message.popReceipt, undefined, result.retryInSeconds);
            else await queue.deleteMessage(message.messageId, message.popReceipt);
          } catch (error) {
            if (!isMessageGone(error)) throw error;
          }
        },
      );
      drained += messages.length;
    }
  } catch (error) {
    if (isMissingParent(error)) return drained;
    throw error;
  }
}

async function settle(
  message: QueueMessage,
  { queue, shard, describe, attempts, handle }: PoisonHandling,
  { storage, log }: PoisonServices,
): Promise<PoisonResult> {
  const letters = new DeadLetters(storage);
  const letter = {
    ...message,
    queue,
    shard,
    reason: 'The app failed at every delivery of this message; its log says why.',
    ...describe?.(message.body),
  };
  const id = await letters.keep(letter);
  if (handle === undefined || message.dequeueCount > attempts) return kept(letter, log);
  try {
    const result = await handle(message);
    if (result === 'keep') return kept(letter, log);
    await letters.remove(id);
    return result;
  } catch (error) {
    // A fault of storage may pass, and the handler may be what answers an agent. The dead letter stays meanwhile.
    if (message.dequeueCount < attempts && !(error instanceof TerminalError)) return { retryInSeconds: RETRY_S };
    await letters.keep({ ...letter, reason: `${letter.reason} Giving it up failed as well: ${messageOf(error)}` });
    return kept(letter, log);
  }
}

/** The alert on dead letters looks for these words: infra/monitoring/alerts/poison-queues.kql. */
function kept({ queue, messageId, tool }: DeadLetter, log: PoisonServices['log']): 'keep' {
  log.error(`${tool ?? queue}: message ${messageId} was given up. It is kept as a dead letter.`);
  return 'keep';
}
