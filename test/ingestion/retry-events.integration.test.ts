import type { TableClient } from '@azure/data-tables';
import type { RunningAzurite } from '../../local/platform/azurite.ts';
import { DeadLetters } from '../../shared/azure/queues/dead-letters.ts';
import { drainPoisonQueue, type PoisonResult } from '../../shared/azure/queues/poison-queue.ts';
import { openStorage, type Storage } from '../../shared/azure/storage/storage.ts';
import { EVENT_RETRY_ROUNDS, retryEvents } from '../../shared/ingestion/events/retry-events.ts';
import { BLOB_EVENTS_QUEUE } from '../../shared/ingestion/events/take-events.ts';
import { PendingEventWriter } from '../../shared/ingestion/ledger/pending-event-writer.ts';
import { TableLedger } from '../../shared/ingestion/ledger/table-ledger.ts';
import { checkedSources } from '../../shared/ingestion/sources/check-sources.ts';
import { sourceMap } from '../../shared/ingestion/sources/source-map.ts';
import { startAzurite } from '../support/azurite.ts';
import { queueMessage } from '../support/queue-message.ts';

const EVENT = {
  eventType: 'Microsoft.Storage.BlobCreated',
  eventTime: '2026-11-25T10:00:00Z',
  subject: '/blobServices/default/containers/documents/blobs/a.md',
  data: { eTag: '0x1' },
};
const sources = sourceMap(checkedSources({ handbook: { from: 'documents/**' } }));
const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

let azurite: RunningAzurite;
let storage: Storage;
let table: TableClient;
const woken: string[] = [];
beforeAll(async () => {
  azurite = await startAzurite();
  storage = openStorage({ connectionString: azurite.connectionString });
  table = storage.table('Ingestion');
});
afterAll(() => azurite.stop());

const unavailable = Object.assign(Object.create(PendingEventWriter.prototype) as PendingEventWriter, {
  write: () => Promise.reject(new Error('The table is away.')),
});

const services = (poster = new PendingEventWriter(table)) => ({
  sources,
  table,
  poster,
  letters: new DeadLetters(storage),
  log,
  now: Date.now,
  wake: async (store: string) => void woken.push(store),
});

const retry = (body: unknown, round: number, poster?: PendingEventWriter) =>
  retryEvents(queueMessage(body, 'message-1', round), services(poster));

describe('an event that failed at every delivery', () => {
  it('is written to the ledger of its vector store, and a sync pass is started', async () => {
    expect(await retry(EVENT, 1)).toBe('settled');
    const [event] = await new TableLedger(table, 'handbook').pendingEvents(10);
    expect(event).toMatchObject({ kind: 'changed', path: 'documents/a.md', etag: '0x1' });
    expect(woken).toEqual(['handbook']);
  });

  it('waits longer after each round while storage is unavailable, for about a day', async () => {
    const pauses: PoisonResult[] = [];
    for (let round = 1; round < EVENT_RETRY_ROUNDS; round++) pauses.push(await retry(EVENT, round, unavailable));
    const seconds = pauses.map((pause) => (typeof pause === 'object' ? pause.retryInSeconds : 0));
    expect(seconds.slice(0, 4)).toEqual([60, 240, 960, 3_600]);
    expect(seconds.reduce((sum, each) => sum + each, 0) / 3_600).toBeGreaterThan(20);
    await expect(retry(EVENT, EVENT_RETRY_ROUNDS, unavailable)).rejects.toThrow(/about a day.*The table is away/);
  });

  it('becomes a dead letter with its text when it cannot be written at all', async () => {
    const queue = storage.queue(`${BLOB_EVENTS_QUEUE}-poison`);
    await queue.createIfNotExists();
    const text = JSON.stringify({ ...EVENT, subject: EVENT.subject.replace('a.md', 'b.md') });
    await queue.sendMessage(text);
    const handle = async () => {
      throw new Error('It failed for about a day.');
    };
    await drainPoisonQueue({ queue: BLOB_EVENTS_QUEUE, attempts: 1, handle }, { storage, log });
    const { items } = await new DeadLetters(storage).list({ queue: BLOB_EVENTS_QUEUE, limit: 10 });
    expect(items).toMatchObject([{ text, reason: expect.stringMatching(/It failed for about a day/) }]);
    expect((await queue.getProperties()).approximateMessagesCount).toBe(0);
  });
});
