import type { QueueClient } from '@azure/storage-queue';
import * as z from 'zod';
import { sendMessage } from '../../azure/storage/send-message.ts';
import { messageOf } from '../../core/errors.ts';
import { type EventServices, rejectMessage, takeEvents } from './take-events.ts';

/** Where the host puts messages of `blob-events` that failed at every delivery. */
export const BLOB_EVENTS_POISON_QUEUE = 'blob-events-poison';

/** Times a message is taken out of the poison queue, and the pauses in between: a minute, four, sixteen, then an hour. About a day in all. */
const MOST_ROUNDS = 26;
const FIRST_PAUSE_S = 60;
const LONGEST_PAUSE_S = 3_600;

/** A message that waits for another round. */
const waitingRound = z.object({ blobEventsRound: z.int().min(1), body: z.unknown() });

interface RetryServices extends EventServices {
  readonly poisonQueue: QueueClient;
}

/**
 * Takes a message that could not be taken in time: storage was away for longer than five deliveries last. It is tried again, ever less
 * often, for about a day, and then kept as rejected: the nightly comparison finds the blob then. What fails even here is delivered
 * again by the host and ends in `blob-events-poison-poison`, which nobody empties.
 */
export async function retryEvents(received: unknown, messageId: string, services: RetryServices): Promise<void> {
  const { round, body } = roundOf(received);
  try {
    await takeEvents(body, messageId, services);
    services.log.info(`A message on ${BLOB_EVENTS_POISON_QUEUE} has been taken in its round ${round}.`);
  } catch (error) {
    const why = messageOf(error);
    if (round >= MOST_ROUNDS) {
      services.log.error(`A message on ${BLOB_EVENTS_POISON_QUEUE} could not be taken for a day: ${why}`);
      const message = `It could not be taken for about a day, last because: ${why}. POST /api/ingestions for its source finds the blob.`;
      await rejectMessage(messageId, { code: 'undeliverable', message }, body, services);
      return;
    }
    const pause = Math.min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 4 ** (round - 1));
    services.log.warn(`A message on ${BLOB_EVENTS_POISON_QUEUE} waits for ${pause} s: ${why}`);
    const text = JSON.stringify({ blobEventsRound: round + 1, body });
    await sendMessage(services.poisonQueue, text, { hiddenFor: pause });
  }
}

function roundOf(received: unknown): { readonly round: number; readonly body: unknown } {
  const found = waitingRound.safeParse(decoded(received));
  return found.success ? { round: found.data.blobEventsRound, body: found.data.body } : { round: 1, body: received };
}

/** A message of ours is base64 of JSON; the host may have read it already. */
function decoded(received: unknown): unknown {
  if (typeof received !== 'string') return received;
  try {
    return JSON.parse(Buffer.from(received, 'base64').toString('utf8'));
  } catch {
    return received;
  }
}
