import { odata, type TableClient } from '@azure/data-tables';
import type { QueueClient } from '@azure/storage-queue';
import type { RunningAzurite } from '../../local/platform/azurite.ts';
import { openStorage } from '../../shared/azure/storage/storage.ts';
import { BLOB_EVENTS_POISON_QUEUE, retryEvents } from '../../shared/ingestion/events/retry-events.ts';
import { REJECTED } from '../../shared/ingestion/events/take-events.ts';
import { PendingEventWriter } from '../../shared/ingestion/ledger/pending-event-writer.ts';
import { TableLedger } from '../../shared/ingestion/ledger/table-ledger.ts';
import { checkedSources } from '../../shared/ingestion/sources/check-sources.ts';
import { sourceMap } from '../../shared/ingestion/sources/source-map.ts';
import { startAzurite } from '../support/azurite.ts';

const EVENT = {
  eventType: 'Microsoft.Storage.BlobCreated',
  eventTime: '2026-11-25T10:00:00Z',
  subject: '/blobServices/default/containers/documents/blobs/a.md',
  data: { eTag: '0x1' },
};
const sources = sourceMap(checkedSources({ handbook: { from: 'documents/**' } }));

let azurite: RunningAzurite;
let table: TableClient;
let queue: QueueClient;
const woken: string[] = [];
const hidden: number[] = [];
let isAway = false;
beforeAll(async () => {
  azurite = await startAzurite();
  const storage = openStorage({ connectionString: azurite.connectionString });
  table = storage.table('Ingestion');
  queue = storage.queue(BLOB_EVENTS_POISON_QUEUE);
});
afterAll(() => azurite.stop());

/** The queue as the app sees it, which hides messages for as long as it is told; the test does not wait for them. */
const impatient = () =>
  Object.assign(Object.create(queue) as QueueClient, {
    sendMessage: async (text: string, { visibilityTimeout = 0 } = {}) => {
      await queue.sendMessage(text);
      hidden.push(visibilityTimeout);
    },
  });

const rescue = (body: unknown) =>
  retryEvents(body, 'message-1', {
    sources,
    table,
    poisonQueue: impatient(),
    poster: isAway
      ? Object.assign(Object.create(PendingEventWriter.prototype) as PendingEventWriter, {
          post: () => Promise.reject(new Error('The table is away.')),
        })
      : new PendingEventWriter(table),
    log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
    now: Date.now,
    wake: async (store) => void woken.push(store),
  });

async function next(): Promise<string | undefined> {
  const [message] = (await queue.receiveMessages()).receivedMessageItems;
  if (message === undefined) return undefined;
  await queue.deleteMessage(message.messageId, message.popReceipt);
  return message.messageText;
}

async function rejected() {
  const found = [];
  const queryOptions = { filter: odata`PartitionKey eq ${REJECTED}` };
  for await (const { code, body } of table.listEntities<{ code: string; body: string }>({ queryOptions }))
    found.push({ code, body });
  return found;
}

describe('an event that failed at every delivery', () => {
  it('is put into the inbox of its vector store, whose turn is woken', async () => {
    await rescue(EVENT);
    const [entry] = await new TableLedger(table, 'handbook').pendingEvents(10);
    expect(entry).toMatchObject({ kind: 'changed', path: 'documents/a.md', etag: '0x1' });
    expect(woken).toEqual(['handbook']);
  });

  it('waits longer and longer while storage is away, and is taken when that is back', async () => {
    isAway = true;
    await rescue(JSON.stringify({ ...EVENT, subject: EVENT.subject.replace('a.md', 'b.md') }));
    const second = await next();
    await rescue(second);
    isAway = false;
    await rescue(await next());
    expect(hidden.splice(0)).toEqual([60, 240]);
    expect(await next()).toBeUndefined();
    const paths = (await new TableLedger(table, 'handbook').pendingEvents(10)).map(
      (entry) => 'path' in entry && entry.path,
    );
    expect(paths).toContain('documents/b.md');
  });

  it('is not tried for ever: after about a day it is kept as rejected', async () => {
    isAway = true;
    await rescue(EVENT);
    let rounds = 1;
    for (let body = await next(); body !== undefined; body = await next()) {
      await rescue(body);
      rounds++;
    }
    const seconds = hidden.splice(0).reduce((sum, each) => sum + each, 0);
    expect(rounds).toBe(26);
    expect(seconds / 3600).toBeGreaterThan(20);
    expect(await rejected()).toEqual([{ code: 'undeliverable', body: JSON.stringify(EVENT) }]);
  });
});
