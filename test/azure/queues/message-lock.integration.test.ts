import { setTimeout as sleep } from 'node:timers/promises';
import { type LockTimings, lockMessage } from '../../../shared/azure/queues/message-lock.ts';
import { QUICK, useToolHarness } from '../../support/tool-harness.ts';

describe('the lock on a message', () => {
  const world = useToolHarness();

  /** A message in a queue of its own, hidden for ten minutes as the host does it. */
  const received = async (name: string) => {
    const queue = world.storage.queue(name);
    await queue.createIfNotExists();
    await queue.sendMessage('text');
    const [message] = (await queue.receiveMessages({ visibilityTimeout: 600 })).receivedMessageItems;
    if (!message) throw new Error('The message is not there.');
    const lock = (timings: Partial<LockTimings> = {}) =>
      lockMessage(queue, message, { ...QUICK, ...timings }, world.log);
    const visible = async () => (await queue.peekMessages()).peekedMessageItems.length > 0;
    const hostDeletes = () => queue.deleteMessage(message.messageId, message.popReceipt);
    return { queue, message, lock, visible, hostDeletes };
  };

  it('lets the message come back soon after the process died, not after ten minutes', async () => {
    const { lock, visible } = await received('died');
    const silent = lock({ renewal: 3_600_000 });
    await sleep(1_000);
    expect(await visible()).toBe(false);
    await sleep(2_000);
    expect(await visible()).toBe(true);
    await silent.finish();
  });

  it('keeps the message hidden for as long as the call runs, and deletes it then', async () => {
    const { lock, visible, queue } = await received('kept');
    const held = lock();
    await sleep(4_000);
    expect(await visible()).toBe(false);
    await held.finish();
    expect((await queue.getProperties()).approximateMessagesCount).toBe(0);
  });

  it('costs a quick call that is alone nothing: the message is left to the host', async () => {
    const { lock, hostDeletes } = await received('quick');
    await lock({ grace: 1_000 }).finish();
    await expect(hostDeletes()).resolves.toBeDefined();
  });

  it('is taken at once by a call that has company', async () => {
    const first = await received('first');
    const second = await received('second');
    const locks = [first.lock({ grace: 60_000 }), second.lock({ grace: 60_000 })];
    await locks[1]?.finish();
    await expect(second.hostDeletes()).rejects.toMatchObject({ statusCode: 404 });
    await locks[0]?.finish();
    await expect(first.hostDeletes()).resolves.toBeDefined();
  });

  it.each([
    ['before it is taken over', 60_000],
    ['after it is taken over', 0],
  ])('gives the message back after the pause that was asked for, %s', async (moment, grace) => {
    const { lock, visible } = await received(`back-${moment.split(' ')[0]}`);
    const held = lock({ grace });
    await sleep(50);
    await held.release(1_500);
    expect(await visible()).toBe(false);
    await sleep(2_200);
    expect(await visible()).toBe(true);
  });

  it('leaves a message alone that another delivery has', async () => {
    const { lock, queue, message } = await received('taken');
    await queue.updateMessage(message.messageId, message.popReceipt, undefined, 600);
    const held = lock({ grace: 0 });
    await sleep(50);
    await held.finish();
    expect((await queue.getProperties()).approximateMessagesCount).toBe(1);
    await lock().release(0);
    expect((await queue.peekMessages()).peekedMessageItems).toEqual([]);
  });

  it('does nothing for a function that is run by hand', async () => {
    const queue = world.storage.queue('by-hand');
    const held = lockMessage(queue, { messageId: '', popReceipt: '' }, QUICK, world.log);
    await held.release(0);
    await held.finish();
    expect(await queue.exists()).toBe(false);
  });

  it('is only a warning when it cannot be had: the host still holds the message', async () => {
    const { lock, message } = await received('unreachable');
    const down = { ...QUICK, grace: 0 };
    const broken = new Proxy(world.storage.queue('unreachable'), {
      get: (target, property) =>
        property === 'updateMessage' ? () => Promise.reject(new Error('forbidden')) : Reflect.get(target, property),
    });
    const held = lockMessage(broken, message, down, world.log);
    await sleep(50);
    await held.finish();
    expect(world.logged.join()).toMatch(/could not be kept hidden \(forbidden\)/);
    await lock().finish();
  });
});
