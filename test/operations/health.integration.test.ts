import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openStorage } from '../../shared/azure/storage/storage.ts';
import { dependencies, healthCheck } from '../../shared/operations/health.ts';
import { startAzurite } from '../support/azurite.ts';

const nowhere = () => {
  const endpoints = ['Blob', 'Queue', 'Table'].map((kind) => `${kind}Endpoint=http://127.0.0.1:1/a`).join(';');
  return openStorage({ connectionString: `DefaultEndpointsProtocol=http;AccountName=a;AccountKey=YQ==;${endpoints}` });
};

describe('the health of the app', () => {
  it('is ok while storage answers, also before anything is made in it', async () => {
    const azurite = await startAzurite();
    try {
      const storage = openStorage({ connectionString: azurite.connectionString });
      const checks = { queues: 'ok', tables: 'ok', blobs: 'ok' };
      await expect(healthCheck(dependencies(() => storage, {}))()).resolves.toEqual({
        status: 'ok',
        checks,
        problems: [],
      });
      // Tools answer while the project is unavailable.
      const env = { FOUNDRY_PROJECT_ENDPOINT: 'https://127.0.0.1:1/api/projects/p' };
      await expect(healthCheck(dependencies(() => storage, env))()).resolves.toMatchObject({
        status: 'degraded',
        checks: { ...checks, project: 'failing' },
        problems: [expect.stringMatching(/^project cannot be used: /)],
      });
    } finally {
      await azurite.stop();
    }
  });

  it('is failing within seconds when storage does not answer', async () => {
    const { status, checks, problems } = await healthCheck(dependencies(nowhere, {}))();
    expect({ status, checks }).toEqual({
      status: 'failing',
      checks: { queues: 'failing', tables: 'failing', blobs: 'failing' },
    });
    expect(problems).toHaveLength(3);
  });

  it('does not wait for a dependency that takes requests and never answers', async () => {
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const look = () => fetch(`http://127.0.0.1:${port}`);
    const { problems } = await healthCheck({ silent: { vital: true, look } })();
    expect(problems).toEqual(['silent cannot be used: no answer within 3 s']);
    silent.closeAllConnections();
    await new Promise((resolve) => silent.close(resolve));
  });

  it('names the setting that is missing, for the log', async () => {
    const missing = dependencies(() => {
      throw new Error('The setting DATA_STORAGE is missing.');
    }, {});
    const { problems, checks } = await healthCheck(missing)();
    expect(problems.join()).toMatch(/DATA_STORAGE/);
    expect(JSON.stringify(checks)).not.toMatch(/DATA_STORAGE/);
  });

  it('is looked at anew only after a while, however many ask', async () => {
    let looks = 0;
    const look = async () => {
      looks += 1;
    };
    const check = healthCheck({ storage: { vital: true, look } });
    await Promise.all([check(), check(), check()]);
    expect(looks).toBe(1);
    jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 10_000);
    await check();
    jest.restoreAllMocks();
    expect(looks).toBe(2);
  });
});
