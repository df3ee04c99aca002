import { setImmediate } from 'node:timers/promises';
import { type PollOptions, pollQueue } from '../../src/queue/poll-queue.ts';
import { makeSemaphore } from '../../src/queue/semaphore.ts';

type Settings = PollOptions<string>['settings'];

const realHost: Settings = { batchSize: 16, newBatchThreshold: 8, maxPollingInterval: 2_000, hotWindow: 0 };
const hot: Settings = { ...realHost, hotWindow: 100 };

/** A queue in memory, looked into once. Its messages are handled until the test says that they are done. */
async function queueOf(settings: Settings, ...first: string[]) {
  const messages = [...first];
  const handled = new Map<string, (outcome: 'done' | 'failed') => void>();
  let gets = 0;
  const polling = pollQueue<string>({
    receive: async () => {
      gets++;
      return messages.splice(0, settings.batchSize);
    },
    handle: (message) => new Promise((resolve) => handled.set(message, resolve)),
    settings,
    hotPolls: makeSemaphore(2),
  });
  const settle = async () => {
    for (let turn = 0; turn < 20; turn++) await setImmediate();
  };
  await settle();
  return {
    polling,
    settle,
    put: (...more: string[]) => void messages.push(...more),
    gets: () => gets,
    left: () => messages.length,
    running: () => [...handled.keys()],
    end: async (message: string, outcome: 'done' | 'failed' = 'done') => {
      handled.get(message)?.(outcome);
      handled.delete(message);
      await settle();
    },
    pass: async (milliseconds: number) => {
      for (let left = milliseconds; left > 0; left--) {
        jest.advanceTimersByTime(1);
        for (let turn = 0; turn < 5; turn++) await setImmediate();
      }
    },
  };
}

beforeEach(() => jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] }));
afterEach(() => jest.useRealTimers());

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `m${index}`);

describe('polling as the real host does (hot window 0)', () => {
  it('pauses longer and longer while the queue is empty, up to maxPollingInterval', async () => {
    const queue = await queueOf(realHost);
    await queue.pass(100);
    expect(queue.gets()).toBe(2);
    await queue.pass(60_000);
    const before = queue.gets();
    await queue.pass(20_000);
    expect(queue.gets() - before).toBe(10);
    void queue.polling.stop();
  });

  it('gets the next batch at once while messages arrive and few are being handled', async () => {
    const queue = await queueOf({ ...realHost, newBatchThreshold: 100 }, ...numbered(40));
    expect(queue.running()).toHaveLength(40);
    void queue.polling.stop();
  });

  it('waits until the number being handled falls to newBatchThreshold', async () => {
    const queue = await queueOf(realHost, ...numbered(40));
    expect(queue.running()).toHaveLength(16);
    for (const message of numbered(7)) await queue.end(message);
    expect(queue.running()).toHaveLength(9);
    await queue.end('m7');
    expect(queue.running()).toHaveLength(8 + 16);
    void queue.polling.stop();
  });

  it('handles one at a time with batchSize 1 and newBatchThreshold 0', async () => {
    const queue = await queueOf({ ...realHost, batchSize: 1, newBatchThreshold: 0 }, 'a', 'b');
    expect(queue.running()).toEqual(['a']);
    await queue.end('a');
    expect(queue.running()).toEqual(['b']);
    void queue.polling.stop();
  });

  it('polls again 100 ms after a message', async () => {
    const queue = await queueOf(realHost, 'a');
    queue.put('b');
    await queue.pass(99);
    expect(queue.running()).toEqual(['a']);
    await queue.pass(1);
    expect(queue.running()).toEqual(['a', 'b']);
    void queue.polling.stop();
  });

  it('polls at once when this host has sent a message', async () => {
    const queue = await queueOf(realHost);
    await queue.pass(10_000);
    queue.put('a');
    queue.polling.wake();
    await queue.settle();
    expect(queue.running()).toEqual(['a']);
    void queue.polling.stop();
  });
});

describe('polling with the hot window', () => {
  it("polls again almost at once after a message, and at the real host's pace when the window is over", async () => {
    const queue = await queueOf(hot);
    await queue.pass(5_000);
    queue.put('a');
    await queue.pass(2_000);
    await queue.end('a');
    await queue.pass(50);
    queue.put('b');
    await queue.pass(3);
    expect(queue.running()).toEqual(['b']);
    await queue.end('b');
    await queue.pass(150);
    const before = queue.gets();
    await queue.pass(1_000);
    expect(queue.gets() - before).toBeLessThan(10);
    void queue.polling.stop();
  });

  it('does not retry a failed message faster than the real host', async () => {
    const queue = await queueOf(hot, 'a');
    await queue.end('a', 'failed');
    queue.put('a');
    await queue.pass(50);
    expect(queue.running()).toEqual([]);
    await queue.pass(150);
    expect(queue.running()).toEqual(['a']);
    void queue.polling.stop();
  });

  it('leaves the queue alone while a message is being handled', async () => {
    const queue = await queueOf(hot, 'a');
    await queue.pass(1_000);
    const before = queue.gets();
    await queue.pass(1_000);
    expect(queue.gets() - before).toBeLessThan(10);
    void queue.polling.stop();
  });

  it('shares its turns equally with other queues', async () => {
    let looking = 0;
    let most = 0;
    const gate = makeSemaphore(2);
    const counts = [0, 0, 0, 0, 0, 0];
    const queues = counts.map((_, index) => {
      const messages = ['first'];
      return pollQueue<string>({
        receive: async () => {
          most = Math.max(most, ++looking);
          await setImmediate();
          looking--;
          counts[index] = (counts[index] ?? 0) + 1;
          return messages.splice(0, 1);
        },
        handle: async () => 'done',
        settings: hot,
        hotPolls: gate,
      });
    });
    await setImmediate();
    await setImmediate();
    most = 0;
    for (let millisecond = 0; millisecond < 60; millisecond++) {
      jest.advanceTimersByTime(1);
      for (let turn = 0; turn < 5; turn++) await setImmediate();
    }
    expect(most).toBe(2);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(3);
    expect(Math.min(...counts)).toBeGreaterThan(10);
    for (const queue of queues) void queue.stop();
  });
});

describe('a stop', () => {
  it('gets no more messages and ends after the running ones', async () => {
    const queue = await queueOf(hot, 'a');
    let isStopped = false;
    const stopped = queue.polling.stop().then(() => {
      isStopped = true;
    });
    queue.put('b');
    await queue.pass(500);
    expect(isStopped).toBe(false);
    await queue.end('a');
    await stopped;
    expect(queue.left()).toBe(1);
  });

  it('handles the messages of a request that was under way', async () => {
    const { promise: answer, resolve } = Promise.withResolvers<string[]>();
    const handled: string[] = [];
    const polling = pollQueue<string>({
      receive: () => answer,
      handle: async (message) => {
        handled.push(message);
        return 'done';
      },
      settings: hot,
      hotPolls: makeSemaphore(2),
    });
    const stopped = polling.stop();
    resolve(['late']);
    await stopped;
    expect(handled).toEqual(['late']);
  });

  it('gives up a request that hangs', async () => {
    const polling = pollQueue<string>({
      receive: (signal) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => resolve([]));
        }),
      handle: async () => 'done',
      settings: hot,
      hotPolls: makeSemaphore(2),
    });
    const stopped = polling.stop();
    jest.advanceTimersByTime(3_000);
    await stopped;
  });
});
