import type { RunningAzurite } from '../../local/platform/azurite.ts';
import { openStorage, type Storage } from '../../shared/azure/storage/storage.ts';
import { again, noticed, stored } from '../../shared/ingestion/ledger/blob-state.ts';
import { LEDGER_TABLE } from '../../shared/ingestion/ledger/table-ledger.ts';
import { KEYS, partitionOf, propertiesOf } from '../../shared/ingestion/ledger/table-rows.ts';
import { measureBacklogs } from '../../shared/operations/backlog.ts';
import { startAzurite } from '../support/azurite.ts';
import { telemetryOf } from '../support/telemetry-probe.ts';

let azurite: RunningAzurite;
let storage: Storage;
beforeAll(async () => {
  azurite = await startAzurite();
  storage = openStorage({ connectionString: azurite.connectionString });
});
afterAll(() => azurite.stop());

/** Log lines and measurements of a check so many seconds from now. */
async function watched(inSeconds: number, queues: readonly string[], stores: readonly string[]) {
  const lines: string[] = [];
  const log = { info: (line: string) => void lines.push(line), warn: (line: string) => void lines.push(line) };
  const now = () => Date.now() + inSeconds * 1000;
  const { points } = await telemetryOf(() =>
    measureBacklogs({ storage, queues: queues.map((queue) => ({ queue, shard: 0 })), stores, log, now }),
  );
  return { lines: lines.toSorted(), points };
}

describe('what waits', () => {
  it('is measured by its oldest message, also while no listener takes any', async () => {
    const queue = storage.queue('tool-look-in');
    await queue.createIfNotExists();
    await queue.sendMessage('one');
    await queue.sendMessage('two');
    const { lines, points } = await watched(600, ['tool-look-in', 'never-made'], []);
    expect(lines).toEqual([expect.stringMatching(/^Queue tool-look-in: 2 waiting, the oldest for 60\d s\.$/)]);
    const of = (name: string) =>
      points.find(
        ({ attributes }) => attributes['messaging.destination.name'] === name && attributes['messaging.system'],
      );
    expect(of('tool-look-in')?.name).toBe('foundry_functions.queue.age');
    expect(of('tool-look-in')?.value).toBeGreaterThanOrEqual(600);
    expect(of('never-made')?.value).toBe(0);
    expect((await queue.peekMessages({ numberOfMessages: 32 })).peekedMessageItems).toHaveLength(2);
  });

  it('is measured by the oldest blob that is not searchable, whatever the others are', async () => {
    const table = storage.table(LEDGER_TABLE);
    await table.createTable();
    const at = Date.now() - 3_600_000;
    const seen = (path: string, when: number) => noticed(undefined, { path, source: 'handbook' }, when);
    const [old, fresh, done] = [
      seen('a/old.md', at),
      seen('a/fresh.md', Date.now()),
      seen('a/done.md', at - 9_000_000),
    ];
    if (!old || !fresh || !done) throw new Error('They were not known before.');
    const found = { etag: 'e', bytes: 1, hash: 'h', fileId: 'f', attributes: {}, isIndexed: true };
    for (const row of [old, again(fresh, Date.now()), stored(done, done.generation, found, at - 9_000_000)]) {
      const { properties } = propertiesOf({ kind: 'row', row });
      await table.createEntity({ partitionKey: partitionOf('books'), rowKey: KEYS.row(row.path), ...properties });
    }
    const { lines, points } = await watched(0, [], ['books', 'empty']);
    expect(lines).toEqual([expect.stringMatching(/^Vector store books: 2 waiting, the oldest for 360\d s\.$/)]);
    expect(points.map(({ name, value }) => [name, value > 0])).toEqual([
      ['foundry_functions.ingestion.backlog_age', true],
      ['foundry_functions.ingestion.backlog_age', false],
    ]);
  });

  it('is not told of when it is fresh, and one that cannot be looked at does not hide the others', async () => {
    await storage.queue('tool-look-in').clearMessages();
    const { lines } = await watched(0, ['NO QUEUE', 'tool-look-in'], []);
    expect(lines).toEqual([expect.stringMatching(/^Queue NO QUEUE could not be looked at: /)]);
  });
});
