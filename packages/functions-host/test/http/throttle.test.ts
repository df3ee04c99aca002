import { Throttle } from '../../src/http/throttle.ts';

const gate = () => Promise.withResolvers<void>();

describe('the throttle of HTTP requests', () => {
  it('runs at most maxConcurrentRequests at once and queues the others', async () => {
    const throttle = new Throttle({ maxConcurrentRequests: 2, maxOutstandingRequests: -1 });
    const gates = [gate(), gate(), gate()];
    const began: number[] = [];
    const runs = gates.map(({ promise }, index) =>
      throttle.run(async () => {
        began.push(index);
        await promise;
      }),
    );
    await Promise.resolve();
    expect(began).toEqual([0, 1]);
    gates[1]?.resolve();
    await runs[1];
    expect(began).toEqual([0, 1, 2]);
    for (const { resolve } of gates) resolve();
    await Promise.all(runs);
    expect(throttle.isFull).toBe(false);
  });

  it('is full when maxOutstandingRequests run or wait', async () => {
    const throttle = new Throttle({ maxConcurrentRequests: 1, maxOutstandingRequests: 2 });
    const first = gate();
    const runs = [throttle.run(() => first.promise)];
    expect(throttle.isFull).toBe(false);
    runs.push(throttle.run(async () => {}));
    expect(throttle.isFull).toBe(true);
    first.resolve();
    await Promise.all(runs);
    expect(throttle.isFull).toBe(false);
  });

  it('frees its place when a request fails', async () => {
    const throttle = new Throttle({ maxConcurrentRequests: 1, maxOutstandingRequests: 1 });
    await expect(throttle.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(throttle.isFull).toBe(false);
  });
});
