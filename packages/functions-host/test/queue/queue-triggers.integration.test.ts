import { startAzurite } from '../../../../test/support/azurite.ts';
import { QueueFixture, type QueueFixtureOptions, until } from '../support/queue-fixture.ts';

let azurite: Awaited<ReturnType<typeof startAzurite>>;
let world: QueueFixture;

const start = (options: Omit<QueueFixtureOptions, 'connectionString'> = {}) => {
  world = new QueueFixture({ connectionString: azurite.connectionString, ...options });
  return world;
};
const base64 = (text: string) => Buffer.from(text).toString('base64');
const deliveryOf = ({ details }: { details?: Readonly<Record<string, unknown>> }) => Number(details?.dequeueCount);

beforeAll(async () => {
  azurite = await startAzurite();
});
afterEach(() => world.stop());
afterAll(() => azurite.stop());

describe('a message whose function succeeds', () => {
  it('is deleted, and no poison queue is created', async () => {
    const { put, queue } = bound(start());
    await put('succeeds', 'one', 'two');
    const seen: string[] = [];
    await world.listen({ queue: 'succeeds', handler: (text) => seen.push(text) });
    await until(async () => (await world.count('succeeds')) === 0);
    expect(seen.sort()).toEqual(['one', 'two']);
    expect(await queue('succeeds-poison').exists()).toBe(false);
  });
});

describe('a message whose function fails', () => {
  it('is delivered maxDequeueCount times, then moved to the poison queue unchanged', async () => {
    const { put } = bound(start({ queues: { maxDequeueCount: 3 } }));
    await put('fails', '{"why":"ü"}');
    const deliveries: number[] = [];
    await world.listen({
      queue: 'fails',
      handler: (_text, invocation) => {
        deliveries.push(deliveryOf(invocation));
        throw new Error('on purpose');
      },
    });
    await until(async () => (await world.peek('fails-poison')).length > 0);
    await until(async () => (await world.count('fails')) === 0);
    expect(deliveries).toEqual([1, 2, 3]);
    expect(await world.peek('fails-poison')).toEqual([base64('{"why":"ü"}')]);
  });

  it('is tried once with maxDequeueCount 1', async () => {
    const { put } = bound(start({ queues: { maxDequeueCount: 1 } }));
    await put('fails-once', 'x');
    const handler = jest.fn(() => Promise.reject(new Error('on purpose')));
    await world.listen({ queue: 'fails-once', handler });
    await until(async () => (await world.count('fails-once')) === 0);
    expect(handler).toHaveBeenCalledTimes(1);
    expect(await world.peek('fails-once-poison')).toHaveLength(1);
  });

  it('is visible again only after visibilityTimeout', async () => {
    const { put } = bound(start({ queues: { visibilityTimeout: '00:00:02' } }));
    await put('fails-slowly', 'x');
    const moments: number[] = [];
    await world.listen({
      queue: 'fails-slowly',
      handler: () => {
        moments.push(Date.now());
        if (moments.length === 1) throw new Error('on purpose');
      },
    });
    await until(() => moments.length === 2);
    const [first = 0, second = 0] = moments;
    // Storage counts in whole seconds, so the pause may be up to one shorter.
    expect(second - first).toBeGreaterThan(1_000);
  });

  it('stays hidden in a poison queue and is not deleted', async () => {
    const { put } = bound(start({ queues: { maxDequeueCount: 1 } }));
    await put('drained-poison', 'x');
    const handler = jest.fn(() => Promise.reject(new Error('on purpose')));
    await world.listen({ queue: 'drained-poison', handler });
    await until(() => handler.mock.calls.length === 1);
    await world.stop();
    expect(await world.count('drained-poison')).toBe(1);
    expect(await world.peek('drained-poison')).toEqual([]);
    expect(await world.queue('drained-poison-poison').exists()).toBe(false);
  });
});

describe('a message whose process died', () => {
  it('returns when its lock expires', async () => {
    const { put, queue } = bound(start());
    await put('orphan', 'x');
    await queue('orphan').receiveMessages({ visibilityTimeout: 1 });
    const deliveries: number[] = [];
    await world.listen({ queue: 'orphan', handler: (_text, invocation) => deliveries.push(deliveryOf(invocation)) });
    await until(() => deliveries.length > 0);
    expect(deliveries).toEqual([2]);
  });

  it('is moved to the poison queue without another call after its last delivery', async () => {
    const { put, queue } = bound(start({ queues: { maxDequeueCount: 1 } }));
    await put('killer', 'x');
    await queue('killer').receiveMessages({ visibilityTimeout: 1 });
    const handler = jest.fn();
    await world.listen({ queue: 'killer', handler });
    await until(async () => (await world.peek('killer-poison')).length > 0);
    await until(async () => (await world.count('killer')) === 0);
    expect(handler).not.toHaveBeenCalled();
  });
});

describe('an unreadable message', () => {
  it.each([
    ['text that is no base64', 'plain-text', '{"plain":"text"}'],
    ['bytes that are not UTF-8', 'no-utf8', Buffer.from([255, 254]).toString('base64')],
  ])('is moved to the poison queue unchanged without a call: %s', async (_what, name, messageText) => {
    const { queue } = bound(start());
    await queue(name).create();
    await queue(name).sendMessage(messageText);
    const handler = jest.fn();
    await world.listen({ queue: name, handler });
    await until(async () => (await world.count(name)) === 0);
    expect(await world.peek(`${name}-poison`)).toEqual([messageText]);
    expect(handler).not.toHaveBeenCalled();
    expect(world.log.messages('warning')[0]).toContain('messageEncoding');
  });
});

describe('a function that runs long', () => {
  it('keeps its message locked and deletes it at the end', async () => {
    const { put } = bound(start({ settings: { LOCAL_HOST_QUEUE_LOCK: '00:00:02' } }));
    await put('long', 'x');
    const { promise, resolve } = Promise.withResolvers<void>();
    const handler = jest.fn(() => promise);
    await world.listen({ queue: 'long', handler });
    await until(() => handler.mock.calls.length === 1);
    // Longer than two locks.
    await new Promise((done) => setTimeout(done, 5_000));
    expect(await world.peek('long')).toEqual([]);
    resolve();
    await until(async () => (await world.count('long')) === 0);
    expect(handler).toHaveBeenCalledTimes(1);
  });

  it('tolerates that its message was deleted or taken over', async () => {
    const { put, queue } = bound(start());
    await put('stolen', 'x', 'y');
    await world.listen({ queue: 'stolen', handler: async () => void (await queue('stolen').clearMessages()) });
    await until(async () => (await world.count('stolen')) === 0);
    await world.stop();
    expect(world.log.messages('error')).toEqual([]);
  });
});

describe('concurrency', () => {
  it.each([
    { batchSize: 1, newBatchThreshold: 0 },
    { batchSize: 4, newBatchThreshold: 1 },
    { batchSize: 32, newBatchThreshold: 8 },
  ])('is a batch, and another when at most the threshold remain: %j', async (queues) => {
    const { batchSize, newBatchThreshold } = queues;
    const { put } = bound(start({ queues }));
    const name = `at-once-${batchSize}`;
    await put(name, ...Array.from({ length: 2 * batchSize }, (_, index) => `${index}`));
    const running: (() => void)[] = [];
    await world.listen({ queue: name, handler: () => new Promise<void>((resolve) => running.push(resolve)) });
    await until(() => running.length === batchSize);
    for (const end of running.splice(newBatchThreshold + 1)) end();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(running).toHaveLength(newBatchThreshold + 1);
    running.pop()?.();
    await until(() => running.length === newBatchThreshold + batchSize);
    for (const end of running) end();
    await until(async () => (await world.count(name)) === 0);
  });
});

describe('messageEncoding none', () => {
  it('reads and writes plain text', async () => {
    const { queue } = bound(start({ queues: { messageEncoding: 'none' } }));
    await queue('bare').create();
    await queue('bare').sendMessage('{"grüße":1}');
    const seen: string[] = [];
    await world.listen({ queue: 'bare', handler: (text) => seen.push(text) });
    await until(() => seen.length > 0);
    expect(seen).toEqual(['{"grüße":1}']);
    await world.write('bare-out', { string: 'wörter' });
    expect(await world.peek('bare-out')).toEqual(['wörter']);
  });
});

describe('a queue that does not exist', () => {
  it('is polled until it exists', async () => {
    const { put } = bound(start());
    const seen: string[] = [];
    await world.listen({ queue: 'later', handler: (text) => seen.push(text) });
    await put('later', 'x');
    await until(() => seen.length > 0);
    expect(world.log.messages('error')).toEqual([]);
  });
});

describe('a queue output', () => {
  it('creates its queue, resolves names, and wakes the listener', async () => {
    start({ settings: { STAGE: 'test' } });
    const seen: string[] = [];
    await world.listen({ queue: 'out-test-orders', handler: (text) => seen.push(text) });
    await world.write('OUT-%STAGE%-{kind}', { json: '["a","b"]' }, { kind: 'Orders' });
    await until(() => seen.length === 2);
    expect(seen.sort()).toEqual(['a', 'b']);
  });

  it.each([
    ['out-{missing}', 'missing'],
    ['out--double', 'consecutive'],
  ])('to %s fails with the reason', async (name, reason) => {
    start();
    await expect(world.write(name, { string: 'x' })).rejects.toThrow(reason);
  });

  it('that is too large sends no message at all', async () => {
    start();
    await expect(world.write('too-large', { json: JSON.stringify(['x', 'y'.repeat(70_000)]) })).rejects.toThrow(
      '65536',
    );
    expect(await world.queue('too-large').exists()).toBe(false);
  });
});

/** Methods that tests like to call without their world. */
function bound(given: QueueFixture) {
  return { put: given.put.bind(given), queue: given.queue.bind(given) };
}
