import { TableClient } from '@azure/data-tables';
import type { ContainerClient } from '@azure/storage-blob';
import { type QueueClient, QueueServiceClient } from '@azure/storage-queue';
import { messageOf, TerminalError } from '../../core/errors.ts';
import { azureCredential } from '../identity/credential.ts';
import { type StorageAccount, withoutSlash } from './storage-account.ts';

/** Clients for one storage account. A client is made once for each name and then shared: they hold no state of their own. */
export interface Storage {
  /** Where its queues are, without a closing slash: what an agent's tool binding names. */
  readonly queueEndpoint: string;
  queue(name: string): QueueClient;
  table(name: string): TableClient;
  /** A promise, because the blob SDK is loaded only when it is needed: most calls never do, and it costs start-up time. */
  container(name: string): Promise<ContainerClient>;
}

/**
 * An agent waits for the answer: give up on one request soon and try again soon. The SDK's own first pause is four seconds.
 */
const retryOptions = { maxTries: 4, tryTimeoutInMs: 15_000, retryDelayInMs: 200, maxRetryDelayInMs: 3_000 };
const tableRetryOptions = { maxRetries: 3, retryDelayInMs: 200, maxRetryDelayInMs: 3_000 };

/** @throws TerminalError when the connection string cannot be read */
export function openStorage(account: StorageAccount): Storage {
  const queues = openQueues(account);
  return {
    queueEndpoint: withoutSlash(queues.url),
    queue: oncePerName((name) => queues.getQueueClient(name)),
    table: oncePerName((name) => openTable(account, name)),
    container: oncePerName((name) => openContainer(account, name)),
  };
}

function openQueues(account: StorageAccount): QueueServiceClient {
  if (!('connectionString' in account)) {
    return new QueueServiceClient(account.queueEndpoint, azureCredential(account.clientId), { retryOptions });
  }
  try {
    return QueueServiceClient.fromConnectionString(account.connectionString, { retryOptions });
  } catch (cause) {
    // The text itself holds a key and is not shown.
    throw new TerminalError(`The storage connection string cannot be read: ${messageOf(cause)}.`, { cause });
  }
}

function openTable(account: StorageAccount, name: string): TableClient {
  return 'connectionString' in account
    ? TableClient.fromConnectionString(account.connectionString, name, {
        // Azurite speaks plain http; a connection string says itself whether it is https.
        allowInsecureConnection: true,
        retryOptions: tableRetryOptions,
      })
    : new TableClient(account.tableEndpoint, name, azureCredential(account.clientId), {
        retryOptions: tableRetryOptions,
      });
}

async function openContainer(account: StorageAccount, name: string): Promise<ContainerClient> {
  const { BlobServiceClient } = await import('@azure/storage-blob');
  const service =
    'connectionString' in account
      ? BlobServiceClient.fromConnectionString(account.connectionString, { retryOptions })
      : new BlobServiceClient(account.blobEndpoint, azureCredential(account.clientId), { retryOptions });
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
