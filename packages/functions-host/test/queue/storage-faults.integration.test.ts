import type { RunningAzurite } from '../../../../local/platform/azurite.ts';
import { startAzurite } from '../../../../test/support/azurite.ts';
import { type Fault, type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import { QueueFixture, until } from '../support/queue-fixture.ts';

/** Short times, so that a test sees a time-out and a lock that lapses. */
const settings = { LOCAL_HOST_STORAGE_TIMEOUT: '00:00:00.500', LOCAL_HOST_QUEUE_LOCK: '00:00:03' };
const MESSAGES = 40;
/** Milliseconds in which everything must be done after the faults end. */
const RECOVERY_MS = 30_000;

describe('queue triggers behind faulty storage', () => {
  let azurite: RunningAzurite;
  let proxy: FaultProxy;
  let connectionString: string;

  beforeAll(async () => {
    azurite = await startAzurite();
    proxy = await startFaultProxy(new URL(azurite.endpoints.queue).origin);
    const { pathname } = new URL(azurite.endpoints.queue);
    connectionString = azurite.connectionString.replace(/QueueEndpoint=[^;]+/, `QueueEndpoint=${proxy.url}${pathname}`);
  });

  afterAll(async () => {
    await proxy.close();
    await azurite.stop();
  });

  const sendAll = async (queue: string) => {
    const direct = new QueueFixture({ connectionString: azurite.connectionString });
    for (let index = 0; index < MESSAGES; index++) await direct.put(queue, `${index}`);
  };

  it.each<[string, Fault, number]>([
    ['a request is accepted and never answered', 'swallow', 4],
    ['a response stops in the middle of its body', 'stall', 4],
    ['the connection breaks before a request arrives', 'dropBefore', 3],
    ['the connection breaks after the work is done', 'dropAfter', 3],
  ])('loses no message and recovers when %s', async (_case, fault, every) => {
    const queue = `faults-${fault.toLowerCase()}`;
    const seen = new Set<string>();
    const world = new QueueFixture({
      connectionString,
      settings,
      queues: { batchSize: 4, visibilityTimeout: '00:00:00' },
    });
    await sendAll(queue);
    let count = 0;
    proxy.choose = () => (++count % every === 0 ? fault : 'none');
    await world.listen({ queue, handler: (text) => seen.add(text) });
    const before = proxy.faults;
    await until(() => proxy.faults - before >= 5, 20_000);
    proxy.choose = () => 'none';
    await until(() => seen.size === MESSAGES, RECOVERY_MS);
    await world.stop();
  });

  it('handles the messages of an answer that comes late, which no other process sees for ten minutes', async () => {
    const { LOCAL_HOST_QUEUE_LOCK: _short, ...tenMinutes } = settings;
    const world = new QueueFixture({ connectionString, settings: tenMinutes });
    await new QueueFixture({ connectionString: azurite.connectionString }).put('late', 'hello');
    let isFirst = true;
    proxy.choose = ({ method, path }) => {
      const fault = isFirst && method === 'GET' && path.endsWith('/late/messages') ? 'late' : 'none';
      if (fault === 'late') isFirst = false;
      return fault;
    };
    const seen: string[] = [];
    await world.listen({ queue: 'late', handler: (text) => seen.push(text) });
    await until(() => seen.length > 0, 20_000);
    expect(seen).toEqual(['hello']);
    await world.stop();
  });

  it('reports a queue that does not answer, and listens again when it does', async () => {
    const seen: string[] = [];
    const world = new QueueFixture({ connectionString, settings });
    proxy.choose = ({ path }) => (path.endsWith('/messages') ? 'swallow' : 'none');
    const listener = await world.listen({ queue: 'silent', handler: (text) => seen.push(text) });
    expect(listener.problem?.()).toBeUndefined();
    await until(() => listener.problem?.() !== undefined, 20_000);
    expect(listener.problem?.()).toMatch(/^Queue silent cannot be read since .*did not answer within 0\.5 s/);
    proxy.choose = () => 'none';
    await new QueueFixture({ connectionString: azurite.connectionString }).put('silent', 'hello');
    await until(() => seen.length === 1, RECOVERY_MS);
    expect(listener.problem?.()).toBeUndefined();
    await world.stop();
  });
});
