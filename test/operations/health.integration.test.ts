import { healthCheck } from '../../shared/operations/health.ts';
import { openStorage } from '../../shared/storage/storage.ts';
import { startAzurite } from '../support/azurite.ts';

describe('the health of the app', () => {
  it('is ok while storage answers, also before any queue is made', async () => {
    const azurite = await startAzurite();
    try {
      const storage = openStorage({ connectionString: azurite.connectionString });
      await expect(healthCheck(() => storage)()).resolves.toEqual({ status: 'ok' });
    } finally {
      await azurite.stop();
    }
  });

  it('is failing within seconds when storage does not answer', async () => {
    const endpoints = ['Blob', 'Queue', 'Table'].map((kind) => `${kind}Endpoint=http://127.0.0.1:1/a`).join(';');
    const connectionString = `DefaultEndpointsProtocol=http;AccountName=a;AccountKey=YQ==;${endpoints}`;
    const nowhere = openStorage({ connectionString });
    const problem = expect.stringMatching(/^Storage cannot be used: /);
    await expect(healthCheck(() => nowhere)()).resolves.toEqual({ status: 'failing', problem });
  });

  it('names the setting that is missing', async () => {
    const check = healthCheck(() => {
      throw new Error('The setting DATA_STORAGE is missing.');
    });
    await expect(check()).resolves.toMatchObject({ problem: expect.stringMatching(/DATA_STORAGE/) });
  });

  it('is looked at anew only after a while, however many ask', async () => {
    let looks = 0;
    const check = healthCheck(() => {
      looks += 1;
      throw new Error('down');
    });
    await Promise.all([check(), check(), check()]);
    expect(looks).toBe(1);
    jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 10_000);
    await check();
    jest.restoreAllMocks();
    expect(looks).toBe(2);
  });
});
