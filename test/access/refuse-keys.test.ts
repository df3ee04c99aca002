import { refuseKeys } from '../../shared/access/refuse-keys.ts';
import { storageAccount } from '../../shared/storage/storage-account.ts';

const KEY = 'AccountKey=c2VjcmV0';
const DISTANT = `DefaultEndpointsProtocol=https;AccountName=a;${KEY};EndpointSuffix=core.windows.net`;
const AZURE = { WEBSITE_SITE_NAME: 'app' };

describe('keys', () => {
  it('are refused in Azure, by name and without showing them', () => {
    expect(() => refuseKeys({ ...AZURE, DATA_STORAGE: DISTANT })).toThrow(/^DATA_STORAGE holds a key/);
    expect(() => refuseKeys({ ...AZURE, DATA_STORAGE: DISTANT })).not.toThrow(/c2VjcmV0/);
    expect(() => refuseKeys({ ...AZURE, AzureWebJobsStorage: DISTANT, AZURE_OPENAI_API_KEY: 'k' })).toThrow(
      /hold keys/,
    );
  });

  it('are let in when somebody says so, and on other machines', () => {
    expect(() => refuseKeys({ ...AZURE, DATA_STORAGE: DISTANT, ALLOW_KEYS: 'true' })).not.toThrow();
    expect(() => refuseKeys({ AzureWebJobsStorage: DISTANT })).not.toThrow();
    expect(() =>
      refuseKeys({ ...AZURE, DATA_STORAGE__queueServiceUri: 'https://a.queue.core.windows.net' }),
    ).not.toThrow();
  });

  it.each([
    DISTANT,
    `BlobEndpoint=http://127.0.0.1:1/a;QueueEndpoint=https://a.queue.core.windows.net;${KEY}`,
    `QueueEndpoint=http://127.0.0.1.evil.example/a;${KEY}`,
    KEY,
  ])('never go to another machine from here: %s', (connectionString) => {
    expect(() => storageAccount({ DATA_STORAGE: connectionString })).toThrow(/not on this machine/);
    expect(() => storageAccount({ DATA_STORAGE: connectionString })).not.toThrow(/c2VjcmV0/);
    expect(storageAccount({ DATA_STORAGE: connectionString, ALLOW_KEYS: 'true' })).toEqual({ connectionString });
  });
});
