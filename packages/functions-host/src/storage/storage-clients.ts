import { BlobServiceClient } from '@azure/storage-blob';
import { QueueServiceClient } from '@azure/storage-queue';
import { IndexingError } from '../core/errors.ts';
import type { Connection, Settings } from '../settings/settings.ts';
import { identityCredential } from './identity-credential.ts';

/**
 * Repeats inside one request, in milliseconds. Few and quick: those who poll, renew and settle repeat by themselves, and a
 * server that is gone must be noticed. A request that hangs is given up.
 */
const retryOptions = { maxTries: 3, retryDelayInMs: 100, maxRetryDelayInMs: 1_000, tryTimeoutInMs: 30_000 };

type Service = 'queue' | 'blob';

export interface StorageClients {
  /** Client of the account that a binding's `connection` names; AzureWebJobsStorage when it names none. @throws IndexingError */
  queues(connection?: string): QueueServiceClient;
  /** @throws IndexingError */
  blobs(connection?: string): BlobServiceClient;
}

/** One client per connection for the whole host, so that all share connections to the server. */
export function storageClients(settings: Settings): StorageClients {
  const queues = new Map<string, QueueServiceClient>();
  const blobs = new Map<string, BlobServiceClient>();
  return {
    queues: (name = '') => remembered(queues, name, () => client(QueueServiceClient, 'queue', name, settings)),
    blobs: (name = '') => remembered(blobs, name, () => client(BlobServiceClient, 'blob', name, settings)),
  };
}

function remembered<Client>(known: Map<string, Client>, name: string, make: () => Client): Client {
  const found = known.get(name) ?? make();
  known.set(name, found);
  return found;
}

interface ClientClass<Client> {
  new (url: string, credential: ReturnType<typeof identityCredential>, options: { retryOptions: object }): Client;
  fromConnectionString(connectionString: string, options: { retryOptions: object }): Client;
}

function client<Client>(type: ClientClass<Client>, service: Service, name: string, settings: Settings): Client {
  const connection = settings.connection(name && settings.expand(name));
  if (connection.kind === 'identity') {
    return new type(serviceUri(connection, service, name), identityCredential(connection.properties), { retryOptions });
  }
  try {
    return type.fromConnectionString(connection.value, { retryOptions });
  } catch {
    // The SDK's own words may hold parts of the text, which is a secret.
    throw new IndexingError(
      `The connection ${name || 'AzureWebJobsStorage'} holds no connection string that storage understands. Copy it again from the storage account, or write UseDevelopmentStorage=true for Azurite.`,
    );
  }
}

function serviceUri({ properties }: Extract<Connection, { kind: 'identity' }>, service: Service, name: string): string {
  const { accountName } = properties;
  const uri =
    properties[`${service}ServiceUri`] ??
    properties.serviceUri ??
    (accountName && `https://${accountName}.${service}.core.windows.net`);
  if (uri && URL.canParse(uri)) return uri;
  const shown = name || 'AzureWebJobsStorage';
  throw new IndexingError(
    `The connection ${shown} has no URL of the ${service} service. Set ${shown}__${service}ServiceUri (https://ACCOUNT.${service}.core.windows.net) or ${shown}__accountName.`,
  );
}
