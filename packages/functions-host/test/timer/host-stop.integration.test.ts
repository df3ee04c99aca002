import { startAzurite } from '../../../../test/support/azurite.ts';
import { cleanUp, startHostOn } from '../support/host-process.ts';

afterEach(cleanUp);

describe('a host with timers', () => {
  it('stops at once, however far away the next occurrence is', async () => {
    const azurite = await startAzurite();
    try {
      const host = await startHostOn(
        {
          'app.cjs': `
            const { app } = require('@azure/functions');
            app.timer('yearly', { schedule: '0 0 5 1 1 *', handler: async () => {} });
            app.timer('often', { schedule: '*/5 * * * * *', handler: async () => {} });`,
        },
        { env: { AzureWebJobsStorage: azurite.connectionString } },
      );
      expect((await fetch(`${host.url}/admin/host/ping`)).status).toBe(200);
      await host.stop();
      // stopProcess would have killed it after some seconds, and then this was a signal.
      expect(await host.ended).toBe('exit code 0');
    } finally {
      await azurite.stop();
    }
  });
});
