import type { TableClient } from '@azure/data-tables';
import type { RunningAzurite } from '../../local/platform/azurite.ts';
import { openStorage } from '../../shared/azure/storage/storage.ts';
import type { BlobRow, OpenBatch } from '../../shared/ingestion/ledger/blob-state.ts';
import { LeaseLost, type Op, type PendingEvent } from '../../shared/ingestion/ledger/ledger.ts';
import { PendingEventWriter } from '../../shared/ingestion/ledger/pending-event-writer.ts';
import { LEDGER_TABLE, TableLedger } from '../../shared/ingestion/ledger/table-ledger.ts';
import { startAzurite } from '../support/azurite.ts';

let azurite: RunningAzurite;
let table: TableClient;
beforeAll(async () => {
  azurite = await startAzurite();
  table = openStorage({ connectionString: azurite.connectionString }).table(LEDGER_TABLE);
});
afterAll(() => azurite.stop());

const plain = (path: string): BlobRow => ({
  path,
  source: 'handbook',
  status: 'pending',
  generation: 1,
  attempts: 0,
  changedAt: 1_700_000_000_000,
});
const full: BlobRow = {
  ...plain("documents/it's odd #?%20 手册.md"),
  status: 'failed',
  generation: 7,
  etag: '0x8DC',
  bytes: 536_870_912,
  hash: 'ab'.repeat(32),
  fileId: 'assistant-1',
  servingId: 'assistant-0',
  attributes: { team: 'support', year: 2026, price: 1.5, open: true, quoted: '"\'\\' },
  batch: 'vsfb_1',
  attempts: 3,
  retryAt: 1_700_000_002_000,
  error: { code: 'invalid_file', message: 'No.' },
};
const batch = (key: string, count: number): OpenBatch => ({
  key,
  fileIds: Array.from({ length: count }, (_, at) => `assistant-${String(at).padStart(32, '0')}`),
  createdAt: 1_700_000_000_000,
  fingerprints: Array.from({ length: count }, (_, at) => `4096/2048 ${String(at).padStart(8, '_')}`),
});
const write = (rows: readonly BlobRow[]): Op[] => rows.map((row) => ({ kind: 'row', row }));

describe('the ledger in a table', () => {
  it('begins without a table, and gives back all that was written, in whatever number', async () => {
    const ledger = new TableLedger(table, 'round trip');
    expect(await ledger.pendingEvents(10)).toEqual([]);
    const { loaded, lease } = await ledger.acquire(1_000);
    expect(loaded).toEqual({ rows: [], batches: [], drops: [] });
    const rows = [full, ...Array.from({ length: 250 }, (_, at) => plain(`documents/${at}.md`))];
    // Two thousand ids are more text than one property takes.
    const batches = [batch('1', 2_000), { ...batch('2', 1), batchId: 'vsfb_2' }];
    const { busySince, ...ended } = { ...lease, storeId: 'vs_1', perMinute: 12 };
    await ledger.commit(
      [...write(rows), ...batches.map((each): Op => ({ kind: 'batch', batch: each })), { kind: 'drop', fileId: 'a/b' }],
      ended,
    );

    const next = await new TableLedger(table, 'round trip').acquire(2_000);
    const byPath = (a: BlobRow, b: BlobRow) => (a.path < b.path ? -1 : 1);
    expect(next.loaded.rows.toSorted(byPath)).toEqual(rows.toSorted(byPath));
    expect(next.loaded.batches).toEqual(batches);
    expect(next.loaded.drops).toEqual(['a/b']);
    // That turn ended in good order: nothing is suspected of it.
    expect(next.lease).toEqual({ storeId: 'vs_1', perMinute: 12, busySince: 2_000 });
  });

  it('suspects a turn that did not end of unknown uploads', async () => {
    await new TableLedger(table, 'broke off').acquire(1_000);
    const { lease } = await new TableLedger(table, 'broke off').acquire(5_000);
    expect(lease).toMatchObject({ busySince: 5_000, suspectSince: 1_000 });
    expect(lease.suspectUntil).toBeGreaterThan(5_000);
  });

  it('lets no turn write once a later one has begun, not even a part', async () => {
    const before = new TableLedger(table, 'fence');
    const { lease } = await before.acquire(1_000);
    await before.commit(write([plain('documents/1.md')]), lease);
    await new TableLedger(table, 'fence').acquire(2_000);
    await expect(before.commit(write([plain('documents/2.md')]), lease)).rejects.toThrow(LeaseLost);
    await expect(before.commit([], lease)).rejects.toThrow(LeaseLost);
    const { loaded } = await new TableLedger(table, 'fence').acquire(3_000);
    expect(loaded.rows.map(({ path }) => path)).toEqual(['documents/1.md']);
  });

  it('lets one of two turns begin that begin at once', async () => {
    await new TableLedger(table, 'race').acquire(1_000);
    const turns = Array.from({ length: 6 }, () => new TableLedger(table, 'race'));
    const begun = await Promise.allSettled(turns.map((turn) => turn.acquire(2_000)));
    const winners = turns.filter((_, at) => begun[at]?.status === 'fulfilled');
    for (const each of begun) if (each.status === 'rejected') expect(each.reason).toBeInstanceOf(LeaseLost);
    // Those that began one after the other count, too; only the last of them may write.
    const written = await Promise.allSettled(winners.map((turn) => turn.commit([], {})));
    expect(written.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('takes away what is there, and takes a row that is missing for the work of another turn', async () => {
    const ledger = new TableLedger(table, 'gone');
    const { lease } = await ledger.acquire(1_000);
    await ledger.commit(
      [...write([full]), { kind: 'drop', fileId: 'x' }, { kind: 'batch', batch: batch('1', 3) }],
      lease,
    );
    const gone: Op[] = [
      { kind: 'row gone', path: full.path },
      { kind: 'drop gone', fileId: 'x' },
      { kind: 'batch gone', key: '1' },
    ];
    await ledger.commit(gone, lease);
    await expect(ledger.commit(gone, lease)).rejects.toThrow(LeaseLost);
    const { loaded } = await new TableLedger(table, 'gone').acquire(2_000);
    expect(loaded).toEqual({ rows: [], batches: [], drops: [] });
  });

  it('has an inbox for many at once: the oldest first, the same entry once, each until it is taken', async () => {
    const poster = new PendingEventWriter(table);
    const at = (time: number) => `${String(time).padStart(13, '0')}-x`;
    const entries: PendingEvent[] = Array.from({ length: 230 }, (_, time) => ({
      id: at(time),
      kind: 'changed',
      path: `documents/${time}.md`,
      ...(time % 2 === 0 ? { etag: `0x${time}` } : {}),
    }));
    const others: PendingEvent[] = [
      { id: at(500), kind: 'scan', source: 'handbook', prefix: 'a/', repair: true },
      { id: at(501), kind: 'retry', source: 'handbook', path: 'documents/1.md' },
      { id: at(502), kind: 'retry', source: 'handbook' },
    ];
    await Promise.all([...entries.toReversed(), ...entries, ...others].map((entry) => poster.write('inbox', entry)));
    const ledger = new TableLedger(table, 'inbox');
    expect(await ledger.pendingEvents(1_000)).toEqual([...entries, ...others]);
    expect(await ledger.pendingEvents(5)).toEqual(entries.slice(0, 5));
    const { lease } = await ledger.acquire(1_000);
    await ledger.commit(
      entries.map(({ id }): Op => ({ kind: 'taken', id })),
      lease,
    );
    expect(await ledger.pendingEvents(1_000)).toEqual(others);
  });
});
