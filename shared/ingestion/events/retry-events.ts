import type { PoisonResult } from '../../azure/queues/poison-queue.ts';
import type { QueueMessage } from '../../azure/queues/queue-pump.ts';
import { messageOf } from '../../core/errors.ts';
import { BLOB_EVENTS_QUEUE, type EventServices, takeEvents } from './take-events.ts';

/** Rounds of a poison message. The pauses are one, four and sixteen minutes, then an hour: about a day in all. */
export const EVENT_RETRY_ROUNDS = 26;
const FIRST_PAUSE_S = 60;
const LONGEST_PAUSE_S = 3_600;

/**
 * Takes a message that failed at all five deliveries, for example because storage was unavailable. It is tried again for about a day and
 * then kept as a dead letter; the nightly comparison of container and ledger finds its blob.
 */
export async function retryEvents(message: QueueMessage, services: EventServices): Promise<PoisonResult> {
  const round = message.dequeueCount;
  try {
    if ((await takeEvents(message, services)) === 'rejected') return 'keep';
    services.log.info(`${BLOB_EVENTS_QUEUE}: a message was processed in round ${round} of its retries.`);
    return 'settled';
  } catch (error) {
    if (round >= EVENT_RETRY_ROUNDS) {
      throw new Error(
        `It failed for about a day, last because: ${messageOf(error)}. POST /api/ingestions for its source finds the blob.`,
      );
    }
    const retryInSeconds = Math.min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 4 ** (round - 1));
    services.log.warn(`${BLOB_EVENTS_QUEUE}: a message is tried again in ${retryInSeconds} s: ${messageOf(error)}`);
    return { retryInSeconds };
  }
}
