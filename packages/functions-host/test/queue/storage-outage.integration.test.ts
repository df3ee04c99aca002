import { startAzurite as startOn } from '../../../../local/platform/azurite.ts';
import { startAzurite } from '../../../../test/support/azurite.ts';
import { QueueFixture, until } from '../support/queue-fixture.ts';

describe('unavailable storage', () => {
  it('is logged once, polled with growing pauses, and used again when it is back', async () => {
    const first = await startAzurite();
    const port = (url: string) => Number(new URL(url).port);
    const ports = {
      blob: port(first.endpoints.blob),
      queue: port(first.endpoints.queue),
      table: port(first.endpoints.table),
    };
    const world = new QueueFixture({ connectionString: first.connectionString });
    const seen: string[] = [];
    await world.put('outage', 'before');
    await world.listen({ queue: 'outage', handler: (text) => seen.push(text) });
    await until(() => seen.length === 1);

    const unreadable = () => world.log.messages('error').filter((message) => message.includes('cannot be read'));
    await first.stop();
    await until(() => unreadable().length > 0);
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    expect(unreadable()).toEqual([expect.stringMatching(/Queue outage cannot be read.*ECONN/)]);

    const second = await startOn({ ports });
    try {
      await world.put('outage', 'after');
      await until(() => seen.length === 2);
      expect(world.log.messages('information')).toContain('Queue outage can be read again.');
      await world.stop();
    } finally {
      await second.stop();
    }
  });

  it('does not delay the stop of the host', async () => {
    const azurite = await startAzurite();
    const world = new QueueFixture({ connectionString: azurite.connectionString });
    await world.listen({ queue: 'gone', handler: () => {} });
    await azurite.stop();
    await until(() => world.log.messages('error').length > 0);
    await world.stop();
  });
});
