import { keysAmong, rejectKeys } from '../../../shared/azure/storage/refuse-keys.ts';
import { storageAccount } from '../../../shared/azure/storage/storage-account.ts';

const KEY = 'AccountKey=c2VjcmV0';
const DISTANT = `DefaultEndpointsProtocol=https;AccountName=a;${KEY};EndpointSuffix=core.windows.net`;
const AZURE = { WEBSITE_SITE_NAME: 'app' };

describe('keys', () => {
  it('are refused in Azure, by name and without showing them', () => {
    expect(() => rejectKeys({ ...AZURE, DATA_STORAGE: DISTANT })).toThrow(/^DATA_STORAGE holds a key/);
    expect(() => rejectKeys({ ...AZURE, DATA_STORAGE: DISTANT })).not.toThrow(/c2VjcmV0/);
    expect(() => rejectKeys({ ...AZURE, AzureWebJobsStorage: DISTANT, AZURE_OPENAI_API_KEY: 'k' })).toThrow(
      /hold keys/,
    );
  });

  it.each([
    { AZURE_OPENAI_API_KEY: 'k' },
    { SEARCH_APIKEY: 'k' },
    { COSMOS_ACCOUNT_KEY: 'k' },
    { AZURE_CLIENT_SECRET: 'k' },
    { EVENTS: 'Endpoint=sb://a.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=c2VjcmV0' },
    { OTHER: DISTANT },
    { OTHER: 'BlobEndpoint=https://a.blob.core.windows.net;SharedAccessSignature=sv=2024&sig=c2VjcmV0' },
    { DOCUMENT: 'https://a.blob.core.windows.net/c/b?sv=2024-11-04&sig=c2VjcmV0' },
  ])('are found in any setting, by its name or by what stands in it: %o', (settings) => {
    const [name] = Object.keys(settings);
    expect(() => rejectKeys({ ...AZURE, ...settings })).toThrow(new RegExp(`^${name} holds a key`));
    expect(() => rejectKeys({ ...AZURE, ...settings })).not.toThrow(/c2VjcmV0/);
  });

  it('are not what only looks like one: addresses, identities, what the platform keeps for itself', () => {
    const settings = {
      APPLICATIONINSIGHTS_CONNECTION_STRING: 'InstrumentationKey=1;IngestionEndpoint=https://a.example/',
      DURABLE_TASK_SCHEDULER_CONNECTION_STRING: 'Endpoint=https://a.example;Authentication=ManagedIdentity;ClientID=1',
      JOB_WEBHOOK_SECRET: 'ours',
      OTEL_EXPORTER_OTLP_HEADERS: 'x-collector=1',
      WEBSITE_AUTH_ENCRYPTION_KEY: 'k',
      CONTAINER_START_CONTEXT_SAS_URI: 'https://a.example/?sig=s',
      APPSETTING_ANY_API_KEY: 'k',
      ENTRA_KEYS_URL: 'https://login.example/keys',
    };
    expect(keysAmong(settings)).toEqual([]);
    expect(() => rejectKeys({ ...AZURE, ...settings })).not.toThrow();
  });

  it('are accepted when ALLOW_KEYS is set, and on other machines', () => {
    expect(() => rejectKeys({ ...AZURE, DATA_STORAGE: DISTANT, ALLOW_KEYS: 'true' })).not.toThrow();
    expect(() => rejectKeys({ AzureWebJobsStorage: DISTANT })).not.toThrow();
    expect(() =>
      rejectKeys({ ...AZURE, DATA_STORAGE__queueServiceUri: 'https://a.queue.core.windows.net' }),
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
