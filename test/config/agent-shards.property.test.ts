import fc from 'fast-check';
import { MAX_SHARDS, shardAccount } from '../../shared/azure/storage/shards.ts';
import { assignShards } from '../../shared/config/agent-shards.ts';
import { defineConfig } from '../../shared/config/define-config.ts';

const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,12}$/), { maxLength: 60 });
const shards = fc.integer({ min: 1, max: MAX_SHARDS });

describe('the shards of agents', () => {
  it('are the same for the same agents in any order, and no shard gets more than its share', () => {
    fc.assert(
      fc.property(names, shards, (agents, count) => {
        const assigned = assignShards(agents, count);
        expect(assignShards(agents.toReversed(), count)).toEqual(assigned);
        const loads = Map.groupBy(assigned.values(), (shard) => shard);
        for (const [shard, some] of loads) {
          expect(shard).toBeLessThan(count);
          expect(some.length).toBeLessThanOrEqual(Math.ceil(agents.length / count));
        }
        expect([...assigned.keys()].toSorted()).toEqual(agents.toSorted());
      }),
    );
  });

  it('stay mostly as they are when a shard is added', () => {
    const agents = Array.from({ length: 100 }, (_, at) => `agent-${at}`);
    const [before, after] = [assignShards(agents, 4), assignShards(agents, 5)];
    const moved = agents.filter((agent) => before.get(agent) !== after.get(agent));
    // A fifth must move; an assignment by position would move four fifths.
    expect(moved.length).toBeLessThan(50);
  });
});

describe('storage.shards in foundry.config.ts', () => {
  it('is one shard by default, and reads the shards of the deployment before as well', () => {
    expect(defineConfig({}).storage).toEqual({ tables: [], shards: 1, readShards: 1 });
    expect(defineConfig({ storage: { shards: 2, drain: 4 } }).storage).toMatchObject({ shards: 2, readShards: 4 });
    expect(defineConfig({ storage: { shards: 4, drain: 2 } }).storage.readShards).toBe(4);
  });

  it.each([[0], [1.5], [MAX_SHARDS + 1]])('refuses %p', (count) => {
    expect(() => defineConfig({ storage: { shards: count } })).toThrow(/storage\.shards/);
  });
});

describe('the account of a shard', () => {
  const azure = {
    DATA_STORAGE__queueServiceUri: 'https://stdata.queue.core.windows.net/',
    DATA_STORAGE__tableServiceUri: 'https://stdata.table.core.windows.net/',
    DATA_STORAGE__blobServiceUri: 'https://stdata.blob.core.windows.net/',
    DATA_STORAGE__clientId: 'id',
  };

  it('has the name of the data account with the number appended', () => {
    expect(shardAccount(azure, 0)).toMatchObject({ queueEndpoint: 'https://stdata.queue.core.windows.net' });
    expect(shardAccount(azure, 3)).toEqual({
      queueEndpoint: 'https://stdata3.queue.core.windows.net',
      tableEndpoint: 'https://stdata3.table.core.windows.net',
      blobEndpoint: 'https://stdata3.blob.core.windows.net',
      clientId: 'id',
    });
  });

  it('is the one that its own settings name', () => {
    const own = Object.fromEntries(
      ['queue', 'table', 'blob'].map((part) => [
        `DATA_STORAGE_3__${part}ServiceUri`,
        `https://other.${part}.core.windows.net`,
      ]),
    );
    expect(shardAccount({ ...azure, ...own }, 3)).toMatchObject({
      queueEndpoint: 'https://other.queue.core.windows.net',
    });
  });

  it('is a further account of Azurite on this machine, and must be named for another connection string', () => {
    const local = 'AccountName=devstoreaccount1;QueueEndpoint=http://127.0.0.1:10001/devstoreaccount1';
    expect(shardAccount({ DATA_STORAGE: local }, 2)).toEqual({
      connectionString: 'AccountName=devstoreaccount3;QueueEndpoint=http://127.0.0.1:10001/devstoreaccount3',
    });
    const other = 'AccountName=mine;QueueEndpoint=http://127.0.0.1:10001/mine';
    expect(() => shardAccount({ DATA_STORAGE: other }, 2)).toThrow(/DATA_STORAGE_2/);
  });
});
