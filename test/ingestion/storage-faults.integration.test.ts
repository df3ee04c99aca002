import type { RunningAzurite } from '../../local/platform/azurite.ts';
import { seededRandom } from '../../shared/core/random.ts';
import { startAzurite } from '../support/azurite.ts';
import { startEmulator, type TestEmulator } from '../support/emulator.ts';
import { type FlakyProxy, flakyProxy, type Mishap } from '../support/flaky-proxy.ts';
import { ServiceHarness } from '../support/ingestion/service-harness.ts';

const MISHAPS: readonly Mishap[] = ['busy', 'before', 'halfway', 'after'];
/** Share of requests that fail. */
const SHARE = 0.15;
const FILES = 20;

let azurite: RunningAzurite;
let emulator: TestEmulator;
let proxies: readonly [FlakyProxy, FlakyProxy];
const random = seededRandom(11);
const mishap = (): Mishap => (random() < SHARE ? (MISHAPS[Math.floor(random() * MISHAPS.length)] ?? 'none') : 'none');

beforeAll(async () => {
  azurite = await startAzurite();
  emulator = await startEmulator({ settings: { FOUNDRY_INDEXING_SECONDS: '0' } });
  const { blob, table } = azurite.endpoints;
  proxies = [await flakyProxy(blob, mishap), await flakyProxy(table, mishap)];
});
afterAll(async () => {
  await Promise.all(proxies.map((proxy) => proxy.close()));
  await emulator.close();
  await azurite.stop();
});

/** Azurite by way of the proxies; the queue is not the pipeline's own. */
function throughProxies(): string {
  const { connectionString, endpoints } = azurite;
  const [blob, table] = proxies;
  const moved = (url: string, { url: to }: FlakyProxy) => `${to}${new URL(url).pathname}`;
  return connectionString
    .replace(endpoints.blob, moved(endpoints.blob, blob))
    .replace(endpoints.table, moved(endpoints.table, table));
}

it('storage that fails at any request, before, in the middle of or after it, loses no blob and doubles none', async () => {
  const world = new ServiceHarness({ emulator, azurite, storage: throughProxies() });
  const text = (at: number) => (at % 10 === 0 ? `Large file ${at}. `.repeat(30_000) : `File ${at}.`);
  for (let at = 0; at < FILES; at++) await world.deliver(await world.write(`documents/${at}.md`, text(at)));
  await world.turn();
  for (let at = 0; at < 5; at++) await world.deliver(await world.delete(`documents/${at}.md`));
  await world.deliver(await world.write('documents/6.md', 'File 6, changed.'));
  await world.scan('handbook', true);
  await world.rest();

  const files = await world.files();
  expect(files.every(({ status }) => status === 'completed')).toBe(true);
  const openai = emulator.projectV1.getOpenAIClient();
  const contents = await Promise.all(files.map(async ({ id }) => (await openai.files.content(id)).text()));
  const wanted = Array.from({ length: FILES - 5 }, (_, at) => (at + 5 === 6 ? 'File 6, changed.' : text(at + 5)));
  expect(contents.toSorted()).toEqual(wanted.toSorted());
  const [blob, table] = proxies;
  for (const kind of MISHAPS) expect(blob.counts[kind] + table.counts[kind]).toBeGreaterThan(0);
});
