import { openStorage } from '../../../shared/azure/storage/storage.ts';
import { storageAccount } from '../../../shared/azure/storage/storage-account.ts';

const uris = {
  DATA_STORAGE__queueServiceUri: 'https://a.queue.core.windows.net/',
  DATA_STORAGE__tableServiceUri: 'https://a.table.core.windows.net',
  DATA_STORAGE__blobServiceUri: 'https://a.blob.core.windows.net',
};

describe('the storage connection', () => {
  it('is a connection string where there is one', () => {
    const account = storageAccount({ ...uris, DATA_STORAGE: 'UseDevelopmentStorage=true' });
    expect(account).toEqual({ connectionString: 'UseDevelopmentStorage=true' });
    expect(openStorage(account).queueEndpoint).toBe('http://127.0.0.1:10001/devstoreaccount1');
  });

  it('is otherwise the endpoints and the identity that reaches them', () => {
    const account = storageAccount({ ...uris, DATA_STORAGE__clientId: 'id' });
    expect(account).toEqual({
      queueEndpoint: 'https://a.queue.core.windows.net',
      tableEndpoint: 'https://a.table.core.windows.net',
      blobEndpoint: 'https://a.blob.core.windows.net',
      clientId: 'id',
    });
    expect(openStorage(account).queueEndpoint).toBe('https://a.queue.core.windows.net');
  });

  it.each([
    [{}, /DATA_STORAGE__queueServiceUri is missing.*connection string/],
    [{ ...uris, DATA_STORAGE__blobServiceUri: '' }, /DATA_STORAGE__blobServiceUri is missing/],
    [
      { ...uris, DATA_STORAGE__tableServiceUri: 'http://a.table' },
      /DATA_STORAGE__tableServiceUri must be an https URL/,
    ],
    [{ ...uris, DATA_STORAGE__tableServiceUri: 'a.table' }, /DATA_STORAGE__tableServiceUri must be an https URL/],
  ])('names the setting that is wrong', (env, message) => expect(() => storageAccount(env)).toThrow(message));

  it('never shows a connection string that cannot be read', () => {
    const secret = 'AccountName=a;AccountKey=c2VjcmV0;';
    expect(() => openStorage({ connectionString: secret })).toThrow(/cannot be read/);
    expect(() => openStorage({ connectionString: secret })).not.toThrow(/c2VjcmV0/);
  });

  it('gives one client for one name', () => {
    const storage = openStorage({ connectionString: 'UseDevelopmentStorage=true' });
    expect(storage.queue('a-queue')).toBe(storage.queue('a-queue'));
    expect(storage.queue('a-queue')).not.toBe(storage.queue('b-queue'));
  });
});
