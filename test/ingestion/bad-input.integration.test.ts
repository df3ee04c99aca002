import { odata } from '@azure/data-tables';
import { DeadLetters } from '../../shared/azure/queues/dead-letters.ts';
import { BLOB_EVENTS_QUEUE } from '../../shared/ingestion/events/take-events.ts';
import { unmatchedBlobs } from '../../shared/ingestion/events/unmatched-blobs.ts';
import { partitionOf, rowOf } from '../../shared/ingestion/ledger/table-rows.ts';
import { ServiceHarness } from '../support/ingestion/service-harness.ts';
import { testServices } from '../support/ingestion/services.ts';

const services = testServices();

async function rowsOf(world: ServiceHarness, store: string) {
  const filter = odata`PartitionKey eq ${partitionOf(store)} and RowKey ge ${'blob!'} and RowKey lt ${'blob"'}`;
  const rows = [];
  for await (const entity of world.table.listEntities({ queryOptions: { filter } })) rows.push(rowOf(entity));
  return new Map(rows.map((row) => [row.path, row]));
}

/** Names that storage takes, each with something in it that might be taken for something else. */
const NAMES = [
  'a b  c.md',
  'ümläut ﬁ ç 手册 한국어 🦊.md',
  'e\u0301 combining.md',
  'hash#tag.md',
  'question?mark=1&other=2.md',
  'percent%20and%zz.md',
  'plus+comma,semicolon;.md',
  'quotes\'and"more`.md',
  '<angle> [square] {curly} (round) |pipe| ^ ~.md',
  'trailing dots...md',
  'no extension',
  'UPPER.MD',
  '.hidden.md',
  `${'very/deep/'.repeat(20)}file.md`,
  `${'x'.repeat(1_021 - 'names/'.length)}.md`,
  `${'ü'.repeat(400)}.md`,
  '$&*@!=.md',
  'CON.md',
  'line\u00a0space\u200bzero.md',
];

describe('blobs with odd names', () => {
  it('are taken in, found with their paths, and let go again', async () => {
    const sources = { names: { from: ['oddnames/names/**', 'oddnames/names/.*'], store: 'names' } };
    const world = new ServiceHarness({ ...services, sources });
    const path = (name: string) => `oddnames/names/${name}`;
    for (const [at, name] of NAMES.entries()) await world.deliver(await world.write(path(name), `Odd text ${at}.`));
    await world.rest('names');
    const rows = await rowsOf(world, 'names');
    expect([...rows.keys()].toSorted()).toEqual(NAMES.map(path).toSorted());
    // The file name extension gives the type: the service rejects a file without one, and its row shows that.
    const without = rows.get(path('no extension'));
    expect(without).toMatchObject({ status: 'failed', error: { code: 'unsupported_file' } });
    const indexed = NAMES.filter((name) => name !== 'no extension').map(path);
    expect(
      [...rows.values()]
        .filter(({ status }) => status === 'indexed')
        .map((row) => row.path)
        .toSorted(),
    ).toEqual(indexed.toSorted());
    const found = (await world.files('names')).filter(({ status }) => status === 'completed');
    expect(found.map(({ attributes }) => attributes?.path).toSorted()).toEqual(
      indexed.map((each) => each.slice(-512)).toSorted(),
    );
    for (const name of NAMES) await world.deliver(await world.delete(path(name)));
    await world.rest('names');
    expect((await rowsOf(world, 'names')).size).toBe(0);
    expect(await world.files('names')).toEqual([]);
  });
});

describe('blobs and events that nothing can be made of', () => {
  it('are kept with a reason and do not hold up others', async () => {
    const sources = { bad: { from: 'bad/**', store: 'bad', maxBytes: 1_000 } };
    const world = new ServiceHarness({ ...services, sources });
    const gone = await world.write('bad/gone.md', 'gone');
    await world.delete('bad/gone.md');
    const subject = (path: string) => `/blobServices/default/containers/${path}`;
    await world.deliver(
      'no json',
      Buffer.from([0xff, 0xfe, 0x00]).toString('latin1'),
      '42',
      { eventType: 'Microsoft.Storage.BlobTierChanged', subject: subject('bad/blobs/a.md') },
      { type: 'Microsoft.Storage.BlobCreated' },
      { eventType: 'Microsoft.Storage.BlobCreated', subject: subject('elsewhere/blobs/a.md') },
      gone,
    );
    await world.deliver(
      await world.write('bad/empty.md', ''),
      await world.write('bad/large.md', 'x'.repeat(1_001)),
      await world.write('bad/garbage.pdf', Buffer.from(Array.from({ length: 200 }, (_, at) => (at * 37) % 256))),
      await world.write('bad/binary.md', Buffer.from([0xc3, 0x28, 0x00, 0xff])),
      await world.write('bad/unknown.xyz', 'who knows'),
      await world.write('bad/good.md', 'This one is good.'),
    );
    await world.rest('bad');

    const rows = await rowsOf(world, 'bad');
    const told = [...rows.values()].map(({ path, status, error }) => [path, status, error?.code]);
    expect(told.toSorted()).toEqual([
      ['bad/binary.md', 'failed', 'invalid_file'],
      ['bad/empty.md', 'failed', 'file_empty'],
      ['bad/garbage.pdf', 'failed', 'invalid_file'],
      ['bad/good.md', 'indexed', undefined],
      ['bad/large.md', 'failed', 'file_too_large'],
      ['bad/unknown.xyz', 'failed', 'unsupported_file'],
    ]);
    expect(await world.files('bad')).toEqual([expect.objectContaining({ status: 'completed' })]);
    const { items } = await new DeadLetters(world.storage).list({ queue: BLOB_EVENTS_QUEUE, limit: 100 });
    expect(items.map(({ code }) => code).toSorted()).toEqual(
      ['invalid_json', 'invalid_json', 'invalid_event', 'unknown_event_type', 'invalid_event'].toSorted(),
    );
    expect(await unmatchedBlobs(world.table)).toMatchObject([
      { path: 'elsewhere/a.md', source: 'bad', glob: 'bad/**', difference: 'The container is "elsewhere", not "bad".' },
    ]);
  });

  it('do not hold up the others while the service fails on one of them again and again', async () => {
    const sources = { slow: { from: 'slow/**', store: 'slow' } };
    const world = new ServiceHarness({ ...services, sources });
    await world.deliver(await world.write('slow/bad.md', 'It always fails.'));
    await services.emulator.admin('POST', 'faults', { operation: 'Files_UploadFile', status: 500, times: 5 });
    await world.rest('slow');
    expect((await rowsOf(world, 'slow')).get('slow/bad.md')).toMatchObject({
      status: 'failed',
      attempts: 5,
      error: { code: 'service_unavailable' },
    });
    for (let at = 0; at < 20; at++) await world.deliver(await world.write(`slow/${at}.md`, `Good ${at}.`));
    await world.rest('slow');
    expect(await world.files('slow')).toHaveLength(20);
    // What has failed is tried anew when it changes.
    await world.deliver(await world.write('slow/bad.md', 'It does no longer.'));
    await world.rest('slow');
    expect(await world.files('slow')).toHaveLength(21);
  });
});
