import type { QueueServiceClient } from '@azure/storage-queue';
import type { AzureFunctionSettings } from '../../core/storage/azure-function-settings.ts';
import { hasAccountInPath, isLoopback } from '../../core/storage/binding-faults.ts';

/** Returns the client for a binding's endpoint. Rejects with an error that names the endpoint and the setting. */
export type QueueAccounts = (endpoint: string) => Promise<QueueServiceClient>;

/** Returns the connections to storage accounts, each created on first use. */
export function queueAccounts({
  storage,
  allowRemote,
}: Pick<AzureFunctionSettings, 'storage' | 'allowRemote'>): QueueAccounts {
  const clients = new Map<string, Promise<QueueServiceClient>>();
  return async (endpoint) => {
    const address = addressOf(endpoint);
    if (!isLoopback(new URL(endpoint)) && !allowRemote) {
      throw new Error(
        `The queue service ${address} is not on this machine, and the emulator calls no other. Use Azurite's address, or set FOUNDRY_ALLOW_REMOTE_STORAGE=1.`,
      );
    }
    const known = clients.get(address);
    if (known) return known;
    const made = connectQueues(address, storage);
    clients.set(address, made);
    return made;
  };
}

/** Normalizes a service URL: loopback names are equal, and a trailing slash is ignored. */
export function addressOf(endpoint: string): string {
  const url = new URL(endpoint);
  const host = isLoopback(url) ? `127.0.0.1${url.port ? `:${url.port}` : ''}` : url.host;
  return `${url.protocol}//${host}${url.pathname.replace(/\/+$/, '')}`;
}

/** Azurite's well-known account, its key, and further accounts that are named after it and have the same key. */
const DEV_ACCOUNT = /\/(devstoreaccount\d+)$/;
const DEV_KEY = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

/** No long SDK retries: the listener and the response have their own timeouts. */
const OPTIONS = { retryOptions: { maxTries: 2, retryDelayInMs: 100 } };

/**
 * Connects to a queue service: with the connection string if it belongs to the account, with Azurite's key, or with the signed-in
 * identity. Loads the SDKs on demand because they are large.
 */
async function connectQueues(address: string, connectionString: string): Promise<QueueServiceClient> {
  const { QueueServiceClient: Client, StorageSharedKeyCredential } = await import('@azure/storage-queue');
  const named = fromConnectionString(() => Client.fromConnectionString(connectionString, OPTIONS));
  if (addressOf(named.url) === address) return named;
  if (!hasAccountInPath(new URL(address))) {
    const { DefaultAzureCredential } = await import('@azure/identity');
    return new Client(address, new DefaultAzureCredential(), OPTIONS);
  }
  const account = DEV_ACCOUNT.exec(address)?.[1];
  if (account !== undefined) return new Client(address, new StorageSharedKeyCredential(account, DEV_KEY), OPTIONS);
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
