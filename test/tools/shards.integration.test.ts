import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { bundleApp } from '../../local/build/bundle.ts';
import { localShard, shardNumbers } from '../../shared/azure/storage/shards.ts';
import { openStorage } from '../../shared/azure/storage/storage.ts';
import { countRequests, type RequestCounter } from '../capacity/request-counter.ts';
import config, { RUNS_TABLE } from '../other-apps/shards/foundry.config.ts';
import { startAzurite } from '../support/azurite.ts';
import { localPlatform, type TestPlatform } from '../support/platform.ts';
import { base64Json, toolCalls } from '../support/tool-calls.ts';

const SHARDS = 4;
const CALLS_PER_SHARD = 24;
const root = path.resolve(import.meta.dirname, '../..');

describe('an app whose tool queues are spread over four accounts', () => {
  let azurite: Awaited<ReturnType<typeof startAzurite>>;
  let counters: RequestCounter[];
  let platform: TestPlatform;
  let app: string;
  beforeAll(async () => {
    app = mkdtempSync(path.join(os.tmpdir(), 'shards-app-'));
    [azurite] = await Promise.all([
      startAzurite(),
      bundleApp({ root, config: path.join(root, 'test/other-apps/shards/foundry.config.ts'), outdir: app }),
    ]);
    copyFileSync(path.join(root, 'host.json'), path.join(app, 'host.json'));
    writeFileSync(path.join(app, 'package.json'), JSON.stringify({ name: 'shards-app', main: 'app.cjs' }));
    counters = await Promise.all(shardNumbers(SHARDS).map((shard) => countRequests(storageOf(shard))));
    const hostEnv = Object.fromEntries(
      counters.map(({ connectionString }, shard) => [
        shard === 0 ? 'DATA_STORAGE' : `DATA_STORAGE_${shard}`,
        connectionString,
      ]),
    );
    platform = await localPlatform({ app, config, hostEnv });
  });
  afterAll(async () => {
    await platform?.stop();
    for (const counter of counters ?? []) await counter.close();
    await azurite?.stop();
    rmSync(app, { recursive: true, force: true });
  });

  const storageOf = (shard: number) => localShard(azurite.connectionString, shard);
  const get = async (route: string) => {
    const response = await fetch(`${platform.endpoints.functions}/api/${route}`);
    return (await response.json()) as Record<string, unknown>;
  };
  /** Sends calls to a shard; returns the ids of the calls that were answered there. */
  const answered = async (shard: number, prefix: string, count: number, send = true) => {
    const calls = await toolCalls(storageOf(shard), 'record-run');
    const ids = Array.from({ length: count }, (_, at) => `${prefix}-${shard}-${at}`);
    if (send) await Promise.all(ids.map((id, number) => calls.send(id, { number })));
    const answers = await calls.answers((sofar) => sofar.length >= count);
    return answers.map(({ CorrelationId }) => CorrelationId).toSorted();
  };
  const expected = (shard: number, prefix: string, count: number) =>
    Array.from({ length: count }, (_, at) => `${prefix}-${shard}-${at}`).toSorted();
  const runsOf = async (prefix: string) => {
    const runs: string[] = [];
    for await (const { partitionKey } of openStorage({ connectionString: storageOf(0) })
      .table(RUNS_TABLE)
      .listEntities())
      if (partitionKey?.startsWith(prefix)) runs.push(partitionKey);
    return runs;
  };
  /** Requests that grow with the calls; the polling of an idle queue does not. */
  const work = () =>
    counters.map((counter) => {
      const { queuePut, queueUpdate, queueDelete } = counter.counts();
      return queuePut + queueUpdate + queueDelete;
    });

  it('answers each call once, on its own shard, and every shard carries its share', async () => {
    const before = work();
    const found = await Promise.all(shardNumbers(SHARDS).map((shard) => answered(shard, 'a', CALLS_PER_SHARD)));
    for (const shard of shardNumbers(SHARDS)) expect(found[shard]).toEqual(expected(shard, 'a', CALLS_PER_SHARD));
    const runs = await runsOf('a-');
    expect(runs).toHaveLength(SHARDS * CALLS_PER_SHARD);
    expect(new Set(runs).size).toBe(runs.length);
    const load = work().map((count, shard) => count - (before[shard] ?? 0));
    const efficiency = load.reduce((sum, count) => sum + count, 0) / (SHARDS * Math.max(...load));
    expect(efficiency).toBeGreaterThanOrEqual(0.8);
  });

  it('keeps the records of calls in the account of their shard', async () => {
    for (const shard of shardNumbers(SHARDS)) {
      const ids: string[] = [];
      const table = openStorage({ connectionString: storageOf(shard) }).table('ToolCalls');
      for await (const { correlationId } of table.listEntities<{ correlationId: string }>()) ids.push(correlationId);
      expect(ids.toSorted()).toEqual(expected(shard, 'a', CALLS_PER_SHARD));
    }
  });

  it('keeps a message that it cannot answer with its shard, and a replay is answered there', async () => {
    await (await toolCalls(storageOf(2), 'record-run')).sendRaw(Buffer.from('no call').toString('base64'));
    type Letters = { deadLetters: { id: string; queue: string; shard?: number }[] };
    let letters: Letters['deadLetters'] = [];
    for (const until = Date.now() + 30_000; letters.length === 0 && Date.now() < until; ) {
      letters = ((await get('operations/dead-letters')) as Letters).deadLetters;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(letters).toMatchObject([{ queue: 'tool-record-run-in', shard: 2 }]);
    const url = `${platform.endpoints.functions}/api/operations/dead-letters/${letters[0]?.id}/replay`;
    const text = base64Json({ function_args: { number: 1 }, CorrelationId: 'b-2-0' });
    const headers = { 'content-type': 'application/json' };
    expect((await fetch(url, { method: 'POST', headers, body: JSON.stringify({ text }) })).status).toBe(202);
    expect(await answered(2, 'b', 1, false)).toEqual(['b-2-0']);
  });

  it('reports the health of every shard', async () => {
    expect((await get('health')).checks).toMatchObject({
      queues: 'ok',
      'shard 1': 'ok',
      'shard 2': 'ok',
      'shard 3': 'ok',
    });
  });

  it('answers what waits in shards that no agent uses any more, with fewer shards and drain', async () => {
    await platform.host.stop();
    await Promise.all(
      shardNumbers(SHARDS).map(async (shard) => {
        const calls = await toolCalls(storageOf(shard), 'record-run');
        await calls.send(`c-${shard}-0`, { number: shard });
      }),
    );
    await platform.anotherHost({ TEST_SHARDS: '1', TEST_DRAIN: '4' });
    for (const shard of shardNumbers(SHARDS)) expect(await answered(shard, 'c', 1, false)).toEqual([`c-${shard}-0`]);
    expect((await runsOf('c-')).toSorted()).toEqual(['c-0-0', 'c-1-0', 'c-2-0', 'c-3-0']);
  });
});
