import { makeSettings } from '../src/settings/settings.ts';
import { storageClients } from '../src/storage/storage-clients.ts';

const clients = (settings: Record<string, string>) => storageClients(makeSettings(settings, {}));
const account = 'DefaultEndpointsProtocol=https;AccountName=shop;AccountKey=c2VjcmV0;EndpointSuffix=core.windows.net';

describe('a storage connection', () => {
  it('is a connection string in a setting, AzureWebJobsStorage by default', () => {
    expect(clients({ ORDERS: account }).queues('ORDERS').url).toBe('https://shop.queue.core.windows.net');
    expect(clients({ AzureWebJobsStorage: account }).blobs().url).toBe('https://shop.blob.core.windows.net/');
    expect(clients({ AzureWebJobsORDERS: account }).queues('ORDERS').accountName).toBe('shop');
  });

  it("may be Azurite's short form", () => {
    const { queues } = clients({ AzureWebJobsStorage: 'UseDevelopmentStorage=true' });
    expect(queues().url).toBe('http://127.0.0.1:10001/devstoreaccount1');
  });

  it('may be the URL of the service, or the account, with an identity', () => {
    const given = { SHOP__queueServiceUri: 'https://shop.queue.core.windows.net', SHOP__credential: 'managedidentity' };
    expect(clients(given).queues('SHOP').url).toBe('https://shop.queue.core.windows.net');
    expect(clients({ SHOP__accountName: 'shop' }).queues('SHOP').url).toBe('https://shop.queue.core.windows.net');
    expect(clients({ SHOP__accountName: 'shop' }).blobs('SHOP').url).toBe('https://shop.blob.core.windows.net/');
  });

  it('may itself be named by a setting', () => {
    expect(clients({ WHICH: 'ORDERS', ORDERS: account }).queues('%WHICH%').accountName).toBe('shop');
  });

  it('is shared by all bindings that name it', () => {
    const { queues } = clients({ ORDERS: account });
    expect(queues('ORDERS')).toBe(queues('ORDERS'));
  });

  it('is named when it is missing', () => {
    expect(() => clients({}).queues('ORDERS')).toThrow('ORDERS');
  });

  it('is refused without being shown when it is invalid', () => {
    const broken = clients({ ORDERS: 'AccountKey=very-secret' });
    expect(() => broken.queues('ORDERS')).toThrow(/^(?!.*very-secret).*ORDERS is not a valid connection string/);
  });

  it('names the setting of a missing service URL', () => {
    const onlyBlobs = clients({ SHOP__blobServiceUri: 'https://shop.blob.core.windows.net' });
    expect(() => onlyBlobs.queues('SHOP')).toThrow('SHOP__queueServiceUri');
  });
});
