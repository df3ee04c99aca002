import { setTimeout as sleep } from 'node:timers/promises';
import type { QueueClient } from '@azure/storage-queue';
import { type PumpOptions, type QueueMessage, QueuePump } from '../../../shared/azure/queues/queue-pump.ts';
import { openStorage, type Storage } from '../../../shared/azure/storage/storage.ts';
import { startAzurite } from '../../support/azurite.ts';

let azurite: Awaited<ReturnType<typeof startAzurite>>;
let storage: Storage;
beforeAll(async () => {
  azurite = await startAzurite();
  storage = openStorage({ connectionString: azurite.connectionString });
});
afterAll(() => azurite.stop());

const setUp = async (name: string, count: number, options: Partial<PumpOptions> = {}) => {
  const queue = storage.queue(name);
  await queue.createIfNotExists();
  for (let at = 0; at < count; at++) await queue.sendMessage(`${at}`);
  const pump = new QueuePump({
    queue: () => queue,
    concurrency: 8,
    hiddenFor: 60_000,
    log: { warn: () => {} },
    ...options,
  });
  return { queue, pump };
};
const remaining = async (queue: QueueClient) => (await queue.getProperties()).approximateMessagesCount;

describe('while a message is being processed, its process', () => {
  it('takes all others of the queue, no more at once than it may, and ends when none are left', async () => {
    const { queue, pump } = await setUp('all', 40);
    const taken: string[] = [];
    let [now, most] = [0, 0];
    const handle = async ({ messageId, popReceipt, body }: QueueMessage) => {
      most = Math.max(most, ++now);
      await sleep(20);
      taken.push(String(body));
      await queue.deleteMessage(messageId, popReceipt);
      now--;
    };
    await pump.during(() => sleep(100), handle);
    expect(new Set(taken).size).toBe(40);
    expect(await remaining(queue)).toBe(0);
    expect(most).toBeLessThanOrEqual(8);
  });

  it('asks for nothing when the message ends at once', async () => {
    const { queue, pump } = await setUp('quick', 1);
    const receive = jest.spyOn(queue, 'receiveMessages');
    await pump.during(
      async () => 'done',
      async () => {},
    );
    await sleep(100);
    expect(receive).not.toHaveBeenCalled();
  });

  it('hides what it takes for its own time, so that a process that dies gives it back then', async () => {
    const { queue, pump } = await setUp('dies', 3, { hiddenFor: 1_000 });
    const dead = new Promise<never>(() => {});
    void pump.during(
      () => sleep(60),
      () => dead,
    );
    const visible = async () => (await queue.peekMessages({ numberOfMessages: 32 })).peekedMessageItems.length;
    const becomes = async (count: number) => {
      for (const end = Date.now() + 20_000; (await visible()) !== count && Date.now() < end; ) await sleep(50);
      return visible();
    };
    expect(await becomes(0)).toBe(0);
    // It would take them again.
    pump.stop();
    expect(await becomes(3)).toBe(3);
  });

  it('takes none any more after it is stopped, and ends those it has', async () => {
    const { queue, pump } = await setUp('stopped', 20, { concurrency: 4 });
    let handled = 0;
    const handle = async ({ messageId, popReceipt }: QueueMessage) => {
      pump.stop();
      await sleep(50);
      await queue.deleteMessage(messageId, popReceipt);
      handled++;
    };
    await pump.during(() => sleep(100), handle);
    expect(handled).toBeLessThanOrEqual(4);
    expect(await remaining(queue)).toBe(20 - handled);
  });

  it('leaves the next message to the host although a long one still runs, and the next invocation waits for both', async () => {
    const { queue, pump } = await setUp('long', 1, { longestRun: 200 });
    const long = Promise.withResolvers<void>();
    const ended: string[] = [];
    const handle = async ({ body, messageId, popReceipt }: QueueMessage) => {
      if (body === '0') await long.promise;
      await queue.deleteMessage(messageId, popReceipt);
      ended.push(String(body));
    };
    const first = pump.during(() => sleep(100), handle);
    await sleep(400);
    await queue.sendMessage('next');
    await first;
    expect(ended).toEqual([]);
    const second = pump.during(async () => ended.push('of the host'), handle);
    await sleep(300);
    long.resolve();
    await second;
    expect(new Set(ended)).toEqual(new Set(['of the host', 'next', '0']));
  });

  it('takes what waits when it starts, before the host fetches', async () => {
    const { queue, pump } = await setUp('start', 3);
    const taken: string[] = [];
    pump.begin(async ({ messageId, popReceipt, body }) => {
      await queue.deleteMessage(messageId, popReceipt);
      taken.push(String(body));
    });
    for (const end = Date.now() + 10_000; taken.length < 3 && Date.now() < end; ) await sleep(20);
    expect(taken.toSorted()).toEqual(['0', '1', '2']);
    pump.stop();
  });

  it('goes on when a message fails or the queue cannot be read', async () => {
    const { queue, pump } = await setUp('fails', 3);
    const receive = jest.spyOn(queue, 'receiveMessages').mockRejectedValueOnce(new Error('503'));
    let calls = 0;
    await pump.during(
      () => sleep(300),
      async () => {
        calls++;
        throw new Error('It fails.');
      },
    );
    expect(calls).toBe(3);
    receive.mockRestore();
  });
});
