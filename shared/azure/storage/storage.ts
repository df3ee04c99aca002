import { TableClient, type TableServiceClientOptions } from '@azure/data-tables';
import type { TokenCredential } from '@azure/identity';
import type { ContainerClient } from '@azure/storage-blob';
import { type QueueClient, QueueServiceClient, type StoragePipelineOptions } from '@azure/storage-queue';
import { messageOf, TerminalError } from '../../core/errors.ts';
import { TRY_TIMEOUT_MS, timedHttpClient, timedStorageHttpClient } from '../client-timeouts.ts';
import { azureCredential } from '../credential.ts';
import { type StorageAccount, withoutSlash } from './storage-account.ts';

/** Clients for one storage account. A client is made once for each name and then shared: they hold no state of their own. */
export interface Storage {
  /** Endpoint of the queues without a trailing slash, as an agent's tool binding names it. */
  readonly queueEndpoint: string;
  queue(name: string): QueueClient;
  table(name: string): TableClient;
  /** A promise, because the blob SDK is loaded only when it is needed: most calls never do, and it costs start-up time. */
  container(name: string): Promise<ContainerClient>;
}

/** Pauses between tries, in milliseconds. An agent waits for the answer; the SDK's own first pause is four seconds. */
const DELAYS = { retryDelayInMs: 200, maxRetryDelayInMs: 3_000 };
const MAX_TRIES = 4;

/**
 * @param tryTimeoutMs Milliseconds that each of the four tries of a request may take.
 * @param credential For an account without a connection string; the app's identity by default.
 * @throws TerminalError when the connection string cannot be read
 */
export function openStorage(
  account: StorageAccount,
  tryTimeoutMs = TRY_TIMEOUT_MS,
  credential?: TokenCredential,
): Storage {
  const options: ClientOptions = {
    credential: credential ?? azureCredential('clientId' in account ? account.clientId : undefined),
    // `tryTimeoutInMs` only tells the server how long it may work on a request.
    storage: {
      retryOptions: { ...DELAYS, maxTries: MAX_TRIES, tryTimeoutInMs: tryTimeoutMs },
      httpClient: timedStorageHttpClient(tryTimeoutMs),
    },
    tables: { retryOptions: { ...DELAYS, maxRetries: MAX_TRIES - 1 }, httpClient: timedHttpClient(tryTimeoutMs) },
  };
  const queues = openQueues(account, options);
  return {
    queueEndpoint: withoutSlash(queues.url),
    queue: oncePerName((name) => queues.getQueueClient(name)),
    table: oncePerName((name) => openTable(account, name, options)),
    container: oncePerName((name) => openContainer(account, name, options)),
  };
}

interface ClientOptions {
  readonly credential: TokenCredential;
  readonly storage: StoragePipelineOptions;
  readonly tables: TableServiceClientOptions;
}

function openQueues(account: StorageAccount, { storage, credential }: ClientOptions): QueueServiceClient {
  if (!('connectionString' in account)) {
    return new QueueServiceClient(account.queueEndpoint, credential, storage);
  }
  try {
    return QueueServiceClient.fromConnectionString(account.connectionString, storage);
  } catch (cause) {
    // The text itself holds a key and is not shown.
    throw new TerminalError(`The storage connection string cannot be read: ${messageOf(cause)}.`, { cause });
  }
}

function openTable(account: StorageAccount, name: string, { tables, credential }: ClientOptions): TableClient {
  return 'connectionString' in account
    ? TableClient.fromConnectionString(account.connectionString, name, {
        // Azurite speaks plain http; a connection string says itself whether it is https.
        allowInsecureConnection: true,
        ...tables,
      })
    : new TableClient(account.tableEndpoint, name, credential, tables);
}

async function openContainer(
  account: StorageAccount,
  name: string,
  { storage, credential }: ClientOptions,
): Promise<ContainerClient> {
  const { BlobServiceClient } = await import('@azure/storage-blob');
  const service =
    'connectionString' in account
      ? BlobServiceClient.fromConnectionString(account.connectionString, storage)
      : new BlobServiceClient(account.blobEndpoint, credential, storage);
  return service.getContainerClient(name);
}

function oncePerName<T>(make: (name: string) => T): (name: string) => T {
  const made = new Map<string, T>();
  return (name) => {
    const known = made.get(name);
    if (known !== undefined) return known;
    const client = make(name);
    made.set(name, client);
    return client;
  };
}
