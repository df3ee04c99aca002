import { createHash } from 'node:crypto';
import type { TableClient } from '@azure/data-tables';
import { createIfMissing } from '../../azure/storage/create-if-missing.ts';
import type { Log } from '../../core/logging/log.ts';
import { RequestError } from '../../core/request-error.ts';
import { storageKey } from '../../core/storage-key.ts';
import type { Reason } from '../../jobs/workflow/job-state.ts';
import type { PendingEventWriter } from '../ledger/pending-event-writer.ts';
import type { SourceMap } from '../sources/source-map.ts';
import { parseEvents } from './parse-events.ts';

/** Where Event Grid delivers what happens to blobs. */
export const BLOB_EVENTS_QUEUE = 'blob-events';

/** Messages nothing could be made of lie here in the ledger's table, with the reason. */
export const REJECTED = '!rejected';
const MOST_BODY = 8_000;

export interface EventServices {
  readonly sources: SourceMap;
  readonly poster: PendingEventWriter;
  readonly table: TableClient;
  readonly log: Log;
  readonly now: () => number;
  /** Lets the turns of a vector store begin. */
  readonly wake: (store: string) => Promise<void>;
}

/**
 * Takes a message of the queue into the ledgers: what it says of blobs waits there for the next turn. A message that nothing can be
 * made of is kept with the reason; a blob of a container that no source reads is noted once per container.
 */
export async function takeEvents(body: unknown, messageId: string, services: EventServices): Promise<void> {
  const { sources, poster, now, log } = services;
  const stores = new Set<string>();
  try {
    for (const { container, blob, etag, at } of parseEvents(body, now())) {
      const path = `${container}/${blob}`;
      const source = sources.sourceOf(path);
      if (source === undefined) {
        if (!sources.hasContainer(container))
          await rejectMessage(`container-${container}`, notMapped(container, path), path, services);
        continue;
      }
      const version = etag === undefined ? {} : { etag };
      await poster.write(source.store, { id: entryId(at, path, etag), kind: 'changed', path, ...version });
      stores.add(source.store);
    }
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    log.error(
      `A message (${messageId}) on ${BLOB_EVENTS_QUEUE} means nothing here: ${error.code}. GET /api/ingestions shows it, and why.`,
    );
    await rejectMessage(messageId, error, body, services);
  }
  for (const store of stores) await services.wake(store);
}

/** The same event twice is one entry. */
function entryId(at: number, path: string, etag = ''): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([path, etag]))
    .digest('hex')
    .slice(0, 32);
  return `${String(Math.max(0, Math.round(at))).padStart(13, '0')}-${hash}`;
}

const notMapped = (container: string, path: string) =>
  new RequestError(
    'container_not_mapped',
    `No source reads the container "${container}" (seen last: ${path.slice(0, 200)}). Map it in foundry.config.ts, or filter the subscription.`,
  );

/** Keeps a message that nothing comes of, with the reason. */
export async function rejectMessage(
  id: string,
  { code, message }: Reason,
  body: unknown,
  { table, now }: EventServices,
): Promise<void> {
  const text = (typeof body === 'string' ? body : JSON.stringify(body)) ?? '';
  const entity = {
    partitionKey: REJECTED,
    rowKey: storageKey(id),
    code,
    message,
    body: text.slice(0, MOST_BODY),
    at: new Date(now()),
  };
  await createIfMissing(
    () => table.createTable(),
    () => table.upsertEntity(entity, 'Replace'),
  );
}
