import { createHash } from 'node:crypto';
import type { TableClient } from '@azure/data-tables';
import type { DeadLetters } from '../../azure/queues/dead-letters.ts';
import type { QueueMessage } from '../../azure/queues/queue-pump.ts';
import type { Log } from '../../core/logging/log.ts';
import { RequestError } from '../../core/request-error.ts';
import type { PendingEventWriter } from '../ledger/pending-event-writer.ts';
import type { SourceMap } from '../sources/source-map.ts';
import { parseEvents } from './parse-events.ts';
import { recordUnmatched } from './unmatched-blobs.ts';

/** The queue to which Event Grid delivers blob events. */
export const BLOB_EVENTS_QUEUE = 'blob-events';

export interface EventServices {
  readonly sources: SourceMap;
  readonly poster: PendingEventWriter;
  readonly table: TableClient;
  readonly letters: Pick<DeadLetters, 'keep'>;
  readonly log: Log;
  readonly now: () => number;
  /** Starts a sync pass of a vector store. */
  readonly wake: (store: string) => Promise<void>;
}

/**
 * Writes the blob events of a queue message to the ledgers, where the next sync pass reads them. A message that holds no event becomes a
 * dead letter; a blob that no source matches is recorded with the closest glob.
 * @returns `rejected` when the message became a dead letter
 * @throws what storage threw; the queue then delivers the message again
 */
export async function takeEvents(message: QueueMessage, services: EventServices): Promise<'recorded' | 'rejected'> {
  const { sources, poster, now, log, letters } = services;
  const stores = new Set<string>();
  let result: 'recorded' | 'rejected' = 'recorded';
  try {
    for (const { container, blob, etag, at } of parseEvents(message.body, now())) {
      const path = `${container}/${blob}`;
      const source = sources.sourceOf(path);
      if (source === undefined) {
        await recordUnmatched(path, services);
        continue;
      }
      const version = etag === undefined ? {} : { etag };
      await poster.write(source.store, { id: eventId(at, path, etag), kind: 'changed', path, ...version });
      stores.add(source.store);
    }
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    const { code, message: reason } = error;
    result = 'rejected';
    await letters.keep({ ...message, queue: BLOB_EVENTS_QUEUE, code, reason });
    log.error(
      `${BLOB_EVENTS_QUEUE}: message ${message.messageId} holds no usable event (${code}). It is kept as a dead letter; GET /api/ingestions shows it.`,
    );
  }
  for (const store of stores) await services.wake(store);
  return result;
}

/** The same event always gets the same id, so that a second delivery replaces the first. */
function eventId(at: number, path: string, etag = ''): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([path, etag]))
    .digest('hex')
    .slice(0, 32);
  return `${String(Math.max(0, Math.round(at))).padStart(13, '0')}-${hash}`;
}
