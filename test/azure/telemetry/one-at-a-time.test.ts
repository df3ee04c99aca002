import { oneAtATime } from '../../../shared/azure/telemetry/open-telemetry.ts';

describe('sending telemetry one at a time', () => {
  it('lets those who ask meanwhile share the next one, also after one that failed', async () => {
    const runs: PromiseWithResolvers<void>[] = [];
    const send = oneAtATime(() => {
      const run = Promise.withResolvers<void>();
      runs.push(run);
      return run.promise;
    });
    const first = send();
    const [second, third] = [send(), send()];
    expect(runs).toHaveLength(1);
    expect(third).toBe(second);
    runs[0]?.reject(new Error('the collector is away'));
    await expect(first).rejects.toThrow('the collector is away');
    while (runs.length < 2) await new Promise(setImmediate);
    runs[1]?.resolve();
    await second;
    expect(runs).toHaveLength(2);
    void send();
    expect(runs).toHaveLength(3);
  });
});
