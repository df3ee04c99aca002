import { startAzurite } from '../../../../test/support/azurite.ts';
import { cleanUp, startHostOn } from '../support/host-process.ts';
import { QueueFixture, until } from '../support/queue-fixture.ts';

/** Copies each message of `originals` to `copies`, slowly enough to be interrupted. */
const app = {
  'host.json': { version: '2.0', extensions: { queues: { batchSize: 8, newBatchThreshold: 4 } } },
  'app.cjs': `
    const { app, output } = require('@azure/functions');
    const connection = 'AzureWebJobsStorage';
    app.storageQueue('copy', {
      queueName: 'originals', connection,
      return: output.storageQueue({ queueName: 'copies', connection }),
      handler: async (message) => { await new Promise((resolve) => setTimeout(resolve, 50)); return message; },
    });`,
};
const orders = Array.from({ length: 60 }, (_, index) => `order ${index}`);

let azurite: Awaited<ReturnType<typeof startAzurite>>;
let world: QueueFixture;

beforeEach(async () => {
  azurite = await startAzurite();
  world = new QueueFixture({ connectionString: azurite.connectionString });
  await world.queue('copies').create();
});
afterEach(async () => {
  await cleanUp();
  await azurite.stop();
});

const startHost = () =>
  startHostOn(app, {
    env: {
      AzureWebJobsStorage: azurite.connectionString,
      LOCAL_HOST_QUEUE_LOCK: '00:00:03',
      AzureFunctionsJobHost__logging__logLevel__default: 'Warning',
    },
  });

async function copied(): Promise<string[]> {
  const all: string[] = [];
  for (;;) {
    const { receivedMessageItems } = await world.queue('copies').receiveMessages({ numberOfMessages: 32 });
    if (receivedMessageItems.length === 0) return all;
    all.push(...receivedMessageItems.map(({ messageText }) => Buffer.from(messageText, 'base64').toString()));
  }
}

describe('a host that ends in the middle of its messages', () => {
  it('loses none at kill -9: each is handled, some perhaps twice', async () => {
    await world.put('originals', ...orders);
    const host = await startHost();
    await until(async () => (await world.count('copies')) >= 10);
    await host.kill();
    expect(await world.count('originals')).toBeGreaterThan(0);
    await startHost();
    await until(async () => (await world.count('originals')) === 0);
    expect([...new Set(await copied())].sort()).toEqual([...orders].sort());
    expect(await world.queue('originals-poison').exists()).toBe(false);
  });

  it('handles each exactly once when it stops in order', async () => {
    await world.put('originals', ...orders);
    const host = await startHost();
    await until(async () => (await world.count('copies')) >= 10);
    await host.stop();
    expect(await host.ended).toBe('exit code 0');
    // Nothing is left that only a lapsing lock would bring back.
    expect((await world.count('originals')) + (await world.count('copies'))).toBe(orders.length);
    await startHost();
    await until(async () => (await world.count('originals')) === 0);
    expect((await copied()).sort()).toEqual([...orders].sort());
  });
});
