import type { QueueServiceClient } from '@azure/storage-queue';
import { hasAccountInPath } from '../../core/storage/binding-faults.ts';
import { addressOf } from './queue-accounts.ts';

/** Azurite's well-known account and key. */
const DEV_ACCOUNT = 'devstoreaccount1';
const DEV_KEY = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

/** No SDK retries: the listener and the response have their own timeouts. */
const OPTIONS = { retryOptions: { maxTries: 2, retryDelayInMs: 100 } };

/**
 * Connects to a queue service: with the connection string if it belongs to the account, with Azurite's key, or with the signed-in
 * identity. Loads the SDKs on demand because they are large.
 */
export async function connectQueues(address: string, connectionString: string): Promise<QueueServiceClient> {
  const { QueueServiceClient: Client, StorageSharedKeyCredential } = await import('@azure/storage-queue');
  const named = fromConnectionString(() => Client.fromConnectionString(connectionString, OPTIONS));
  if (addressOf(named.url) === address) return named;
  if (!hasAccountInPath(new URL(address))) {
    const { DefaultAzureCredential } = await import('@azure/identity');
    return new Client(address, new DefaultAzureCredential(), OPTIONS);
  }
  if (address.endsWith(`/${DEV_ACCOUNT}`))
    return new Client(address, new StorageSharedKeyCredential(DEV_ACCOUNT, DEV_KEY), OPTIONS);
  throw new Error(
    `The emulator knows no key for the storage account at ${address}. Set FOUNDRY_STORAGE_CONNECTION to its connection string.`,
  );
}

function fromConnectionString(connect: () => QueueServiceClient): QueueServiceClient {
  try {
    return connect();
  } catch (cause) {
    throw new Error(
      'FOUNDRY_STORAGE_CONNECTION is not a connection string of a storage account. It begins with DefaultEndpointsProtocol= or is UseDevelopmentStorage=true.',
      { cause },
    );
  }
}
