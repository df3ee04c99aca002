import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import * as z from 'zod';
import type { RunningAzurite } from '../../local/platform/azurite.ts';
import { timedFetch } from '../../shared/azure/client-timeouts.ts';
import { management } from '../../shared/azure/management/management.ts';
import { openStorage, type Storage } from '../../shared/azure/storage/storage.ts';
import { asRetryable } from '../../shared/azure/storage/storage-errors.ts';
import { withDeadline } from '../../shared/core/deadline.ts';
import { RetryableError } from '../../shared/core/errors.ts';
import { startAzurite } from '../support/azurite.ts';
import { type FlakyProxy, flakyProxy, type Mishap } from '../support/flaky-proxy.ts';

const TRY_MS = 300;

let azurite: RunningAzurite;
let proxies: readonly FlakyProxy[];
let storage: Storage;
/** Faults of the next requests, one each; the requests after these go through. */
let mishaps: Mishap[] = [];
let always: Mishap = 'none';
const next = () => mishaps.shift() ?? always;

beforeAll(async () => {
  azurite = await startAzurite();
  const { blob, queue, table } = azurite.endpoints;
  let { connectionString } = azurite;
  proxies = await Promise.all([blob, queue, table].map((url) => flakyProxy(url, next)));
  [blob, queue, table].forEach((url, at) => {
    connectionString = connectionString.replace(url, `${proxies[at]?.url}${new URL(url).pathname}`);
  });
  storage = openStorage({ connectionString }, TRY_MS);
  await storage.queue('calls').create();
  await storage.table('Rows').createTable();
  const container = await storage.container('files');
  await container.create();
  await container.getBlockBlobClient('text').upload('x'.repeat(400_000), 400_000);
});
afterAll(async () => {
  await Promise.all(proxies.map((proxy) => proxy.close()));
  await azurite.stop();
});
beforeEach(() => {
  mishaps = [];
  always = 'none';
});

let rows = 0;
const requests: Readonly<Record<string, () => Promise<unknown>>> = {
  'a message is sent': () => storage.queue('calls').sendMessage('hello'),
  'a row is inserted': () => storage.table('Rows').createEntity({ partitionKey: 'p', rowKey: String(rows++) }),
  'a blob is downloaded': async () => {
    const blob = (await storage.container('files')).getBlobClient('text');
    const { readableStreamBody = [] } = await blob.download(0, undefined, { maxRetryRequests: 5 });
    const content = await text(readableStreamBody as NodeJS.ReadableStream);
    expect(content).toHaveLength(400_000);
  },
  'a blob is read whole': async () => {
    const blob = (await storage.container('files')).getBlobClient('text');
    expect(await blob.downloadToBuffer()).toHaveLength(400_000);
  },
};
const faults: readonly Mishap[] = ['swallow', 'stall', 'before', 'halfway'];

describe('a storage client', () => {
  it.each(Object.keys(requests).flatMap((name) => faults.map((mishap) => [name, mishap] as const)))(
    'tries again when %s and the server answers with "%s"',
    async (name, mishap) => {
      mishaps = [mishap];
      const started = Date.now();
      // A retry of an insert finds the row of the try whose response was lost.
      await requests[name]?.().catch((error: unknown) => expect(error).toMatchObject({ statusCode: 409 }));
      expect(Date.now() - started).toBeLessThan(TRY_MS + 4_000);
    },
  );

  it.each(Object.keys(requests))('gives up after four tries when %s and the server never answers', async (name) => {
    always = 'swallow';
    const started = Date.now();
    const error = await requests[name]?.().then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(asRetryable(error)).toBeInstanceOf(RetryableError);
    expect(Date.now() - started).toBeLessThan(4 * TRY_MS + 8_000);
  });

  it.each(Object.keys(requests))('gives up at the deadline of its caller when %s', async (name) => {
    always = 'swallow';
    const started = Date.now();
    const error = await withDeadline(100, async () =>
      requests[name]?.().then(
        () => undefined,
        (thrown: unknown) => thrown,
      ),
    );
    expect(asRetryable(error)).toBeInstanceOf(RetryableError);
    expect(Date.now() - started).toBeLessThan(TRY_MS);
  });

  it('still ends a download that its reader aborts', async () => {
    const abort = new AbortController();
    const blob = (await storage.container('files')).getBlobClient('text');
    mishaps = ['stall'];
    const { readableStreamBody = [] } = await blob.download(0, undefined, { abortSignal: abort.signal });
    const reading = text(readableStreamBody as NodeJS.ReadableStream);
    abort.abort();
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('the fetch of the OpenAI client', () => {
  const get = async () => (await timedFetch(TRY_MS)(`${proxies[0]?.url}/devstoreaccount1/files/text`)).text();

  it('ends a body that stalls', async () => {
    always = 'stall';
    await expect(get()).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('ends a request at the deadline of its caller', async () => {
    always = 'swallow';
    await expect(withDeadline(50, get)).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('leaves a body alone whose reader is slow', async () => {
    const response = await timedFetch(TRY_MS)(`${proxies[0]?.url}/devstoreaccount1/files/text`);
    await new Promise((resolve) => setTimeout(resolve, 2 * TRY_MS));
    expect((await response.text()).length).toBeGreaterThan(0);
  });
});

it('the management client gives up at the deadline of its caller', async () => {
  const server = net.createServer(() => undefined).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const { port } = server.address() as AddressInfo;
    const api = management({ AZURE_RESOURCE_MANAGER_URL: `https://127.0.0.1:${port}` });
    const started = Date.now();
    await expect(withDeadline(200, () => api.get('/x', '1', z.unknown()))).rejects.toThrow(/no time left/);
    expect(Date.now() - started).toBeLessThan(2_000);
  } finally {
    server.close();
  }
});
