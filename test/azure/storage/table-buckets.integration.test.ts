import type { RunningAzurite } from '../../../local/platform/azurite.ts';
import { DEAD_LETTERS_TABLE, DeadLetters } from '../../../shared/azure/queues/dead-letters.ts';
import { openStorage, type Storage } from '../../../shared/azure/storage/storage.ts';
import { listMerged } from '../../../shared/azure/storage/table-buckets.ts';
import { JobStore } from '../../../shared/jobs/store/job-store.ts';
import { listJobs } from '../../../shared/jobs/store/list-jobs.ts';
import { CALL_HISTORY_TABLE, CallHistory } from '../../../shared/tools/call-history.ts';
import { CALLS_TABLE, CallLedger } from '../../../shared/tools/call-ledger.ts';
import { startAzurite } from '../../support/azurite.ts';
import { jobRecord } from '../../support/job-records.ts';

let azurite: RunningAzurite;
let storage: Storage;
beforeAll(async () => {
  azurite = await startAzurite();
  storage = openStorage({ connectionString: azurite.connectionString });
});
afterAll(() => azurite.stop());

const letter = (messageId: string, insertedAt: Date) => ({
  ...{ queue: 'tool-in', messageId, insertedAt },
  ...{ reason: 'x', dequeueCount: 5, body: messageId },
});

describe('a list of rows in several partitions', () => {
  it('is one list in the order of the keys, page by page, without rows twice or missing', async () => {
    const letters = new DeadLetters(storage);
    const times = Array.from({ length: 60 }, (_, at) => new Date(1_800_000_000_000 + at * 1_000));
    for (const [at, time] of times.entries()) await letters.keep(letter(`m${at}`, time));
    const found: string[] = [];
    let after: string | undefined;
    do {
      const page = await letters.list({ limit: 7, after });
      found.push(...page.items.map(({ messageId }) => messageId));
      after = page.next;
    } while (after !== undefined);
    expect(found).toEqual(times.map((_, at) => `m${at}`).toReversed());
  });

  it('reads a bounded number of rows, however many there are', async () => {
    const table = storage.table('Bounded');
    await table.createTable();
    for (const partitionKey of ['a', 'b'])
      await table.submitTransaction(
        Array.from({ length: 100 }, (_, at) => ['create', { partitionKey, rowKey: String(at).padStart(3, '0') }]),
      );
    const pages: number[] = [];
    const watched = new Proxy(table, {
      get: (target, property) => {
        if (property !== 'listEntities') return Reflect.get(target, property) as unknown;
        return (options: object) => ({
          byPage: async function* (settings: object) {
            for await (const page of target.listEntities(options).byPage(settings)) {
              pages.push(page.length);
              yield page;
            }
          },
        });
      },
    });
    const filters = ["PartitionKey eq 'a'", "PartitionKey eq 'b'"];
    const { items, next } = await listMerged(watched, filters, 10, ({ rowKey }) => rowKey);
    // Each key is in both partitions: it is listed once.
    expect(items).toEqual(Array.from({ length: 10 }, (_, at) => String(at).padStart(3, '0')));
    expect(next).toBe('009');
    expect(pages.reduce((sum, length) => sum + length, 0)).toBeLessThanOrEqual(44);
  });
});

describe('rows that an earlier version wrote to one partition', () => {
  it('stay a job: it is listed, changed, and not created again', async () => {
    const table = storage.table('OldJobs');
    const store = new JobStore(table);
    const old = jobRecord({ id: 'ft-old', createdAt: new Date(1_800_000_000_000) });
    const recent = jobRecord({ id: 'ft-new', createdAt: new Date(1_800_000_001_000) });
    await store.insert(old);
    await movePartition('OldJobs', 'jobs');
    expect(await store.insert(recent)).toBe(true);
    expect(await store.insert(old)).toBe(false);
    await store.requestAction(old.id, 'cancel');
    const stored = await store.read(old.id);
    if (stored === undefined) throw new Error('not found');
    expect(stored.record.requestedAction).toBe('cancel');
    expect(await store.update(stored, { state: 'running' })).toBeDefined();
    const { jobs } = await listJobs(table, { limit: 5 });
    expect(jobs.map(({ id, state }) => [id, state])).toEqual([
      ['ft-new', recent.state],
      ['ft-old', 'running'],
    ]);
  });

  it('stay the outcome of a call: the tool does not run again', async () => {
    const now = new Date();
    const claimed = await new CallLedger(storage.table(CALLS_TABLE)).claim('refund', 'c1', now, now);
    if (claimed.kind !== 'ours') throw new Error(claimed.kind);
    await claimed.claim.record({ kind: 'done', text: 'paid' });
    await movePartition(CALLS_TABLE, 'refund');
    // Another process: this one knows already that there were no rows.
    const client = openStorage({ connectionString: azurite.connectionString.replaceAll('127.0.0.1', 'localhost') });
    const ledger = new CallLedger(client.table(CALLS_TABLE));
    expect(await ledger.claim('refund', 'c1', now, now)).toEqual({
      kind: 'ended',
      outcome: { kind: 'done', text: 'paid' },
    });
    expect(await ledger.claim('refund', 'c2', now, now)).toMatchObject({ kind: 'ours' });
  });

  it('stay dead letters and history: both are listed, read and removed', async () => {
    const letters = new DeadLetters(storage);
    const id = await letters.keep({ ...letter('old', new Date()), queue: 'old-in' });
    await movePartition(DEAD_LETTERS_TABLE, 'letter', id);
    expect((await letters.list({ queue: 'old-in', limit: 5 })).items.map((one) => one.id)).toEqual([id]);
    expect(await letters.read(id)).toMatchObject({ messageId: 'old' });
    // The message fails again: one row more, one dead letter.
    await letters.keep({ ...letter('old', (await letters.read(id))?.insertedAt ?? new Date()), queue: 'old-in' });
    expect((await letters.list({ queue: 'old-in', limit: 5 })).items).toHaveLength(1);
    expect(await letters.remove(id)).toBe(true);
    expect(await letters.read(id)).toBeUndefined();

    const history = new CallHistory(storage, { content: false, log: { warn: () => {} } });
    const at = new Date();
    const call = {
      tool: 'refund',
      channel: 'queue',
      attempt: 1,
      enqueuedAt: at,
      takenAt: at,
      outcome: 'done',
    } as const;
    history.record({ ...call, correlationId: 'old', answeredAt: at });
    await history.flush();
    const [row] = (await history.list({ limit: 5 })).items;
    if (row === undefined) throw new Error('not recorded');
    await movePartition(CALL_HISTORY_TABLE, String(Math.floor(Number(row.id.slice(0, 13)) / 3_600_000)));
    for (const correlationId of ['new 1', 'new 2']) {
      history.record({ ...call, correlationId });
      await history.flush();
    }
    expect((await history.list({ limit: 5 })).items).toHaveLength(3);
    expect(await history.deliveries(row.call)).toMatchObject([{ correlationId: 'old' }]);
    expect(await history.isAnswered('refund', 'old', at.getTime())).toBe(true);
    expect(await history.purge(new Date(at.getTime() + 7_200_000))).toBe(3);
  });
});

/** Writes the rows of a table into one partition, as earlier versions did. */
async function movePartition(name: string, to: string, only?: string): Promise<void> {
  const table = storage.table(name);
  for await (const { etag, timestamp, ...entity } of table.listEntities()) {
    const { partitionKey, rowKey } = entity;
    if (partitionKey === undefined || rowKey === undefined || (only !== undefined && rowKey !== only)) continue;
    await table.deleteEntity(partitionKey, rowKey);
    await table.createEntity({ ...entity, partitionKey: to, rowKey });
  }
}
