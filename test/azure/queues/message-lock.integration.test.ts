import { setTimeout as sleep } from 'node:timers/promises';
import { type LockTimings, lockMessage, releaseHeldMessages } from '../../../shared/azure/queues/message-lock.ts';
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
    return { queue, message, lock, visible };
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

  it('takes the message from the host at once', async () => {
    const { lock, queue } = await received('at-once');
    const update = jest.spyOn(queue, 'updateMessage');
    const held = lock();
    await new Promise(setImmediate);
    expect(update).toHaveBeenCalledTimes(1);
    await held.finish();
    expect((await queue.getProperties()).approximateMessagesCount).toBe(0);
  });

  it('gives the message back after the pause that was asked for', async () => {
    const { lock, visible } = await received('back');
    const held = lock();
    await held.release(1_500);
    expect(await visible()).toBe(false);
    await sleep(2_200);
    expect(await visible()).toBe(true);
  });

  it('gives back what still runs when the process ends, and renews it no more', async () => {
    const { lock, visible } = await received('ends');
    const held = lock({ lock: 60_000, renewal: 100 });
    await sleep(50);
    await releaseHeldMessages(200);
    expect(await visible()).toBe(true);
    await sleep(500);
    expect(await visible()).toBe(true);
    await held.finish();
  });

  it('leaves a message alone that another delivery has', async () => {
    const { lock, queue, message } = await received('taken');
    await queue.updateMessage(message.messageId, message.popReceipt, undefined, 600);
    const held = lock();
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
    const broken = new Proxy(world.storage.queue('unreachable'), {
      get: (target, property) =>
        property === 'updateMessage' ? () => Promise.reject(new Error('forbidden')) : Reflect.get(target, property),
    });
    const held = lockMessage(broken, message, QUICK, world.log);
    await sleep(50);
    await held.finish();
    expect(world.logged.join()).toMatch(/could not be kept hidden \(forbidden\)/);
    await lock().finish();
  });
});
