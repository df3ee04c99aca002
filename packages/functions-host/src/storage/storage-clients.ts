import type { RequestPolicy } from '@azure/core-http-compat';
import { BlobServiceClient } from '@azure/storage-blob';
import { QueueServiceClient } from '@azure/storage-queue';
import { SetupError } from '../../../../shared/core/setup-error.ts';
import { IndexingError } from '../core/errors.ts';
import { parseTimeSpan } from '../dotnet/time-span.ts';
import type { Connection, Settings } from '../settings/settings.ts';
import { identityCredential } from './identity-credential.ts';
import { timeoutClient } from './timeout-client.ts';

/** Milliseconds that one try of a storage request may take. The real host's SDK waits 100 s. */
const DEFAULT_TRY_TIMEOUT_MS = 10_000;

/**
 * Milliseconds after which a fetch of messages is given up, as on the real host. Storage may still carry out a request that its client has given up, and
 * hides messages for ten minutes then.
 */
const FETCH_TIMEOUT_MS = 100_000;

/**
 * Few and quick retries: polling, renewal and settling repeat by themselves, and a server that is gone must be noticed.
 * `tryTimeoutInMs` is left out: it would only set the server's own time-out.
 */
const retryOptions = { maxTries: 3, retryDelayInMs: 100, maxRetryDelayInMs: 1_000 };

type Service = 'queue' | 'blob';

export interface StorageClients {
  /** Milliseconds that one try of a request may take. */
  readonly timeout: number;
  /**
   * Returns a client of the account of a binding's `connection`; AzureWebJobsStorage by default.
   * @throws IndexingError
   */
  queues(connection?: string): QueueServiceClient;
  /**
   * Returns a client for fetching messages, which waits longer for an answer.
   * @throws IndexingError
   */
  fetchers(connection?: string): QueueServiceClient;
  /** @throws IndexingError */
  blobs(connection?: string): BlobServiceClient;
}

/** One client per connection for the whole host, so that all share connections to the server. @throws SetupError */
export function storageClients(settings: Settings): StorageClients {
  const timeout = tryTimeout(settings.get('LOCAL_HOST_STORAGE_TIMEOUT'));
  const usual = { retryOptions, httpClient: timeoutClient(timeout) };
  const fetching = { retryOptions, httpClient: timeoutClient(FETCH_TIMEOUT_MS) };
  const queues = new Map<string, QueueServiceClient>();
  const fetchers = new Map<string, QueueServiceClient>();
  const blobs = new Map<string, BlobServiceClient>();
  return {
    timeout,
    queues: (name = '') => cached(queues, name, () => client(QueueServiceClient, 'queue', name, settings, usual)),
    fetchers: (name = '') =>
      cached(fetchers, name, () => client(QueueServiceClient, 'queue', name, settings, fetching)),
    blobs: (name = '') => cached(blobs, name, () => client(BlobServiceClient, 'blob', name, settings, usual)),
  };
}

function cached<Client>(known: Map<string, Client>, name: string, make: () => Client): Client {
  const found = known.get(name) ?? make();
  known.set(name, found);
  return found;
}

function tryTimeout(text: string | undefined): number {
  if (!text) return DEFAULT_TRY_TIMEOUT_MS;
  const value = parseTimeSpan(text);
  if (value !== undefined && value >= 100) return value;
  throw new SetupError(
    `LOCAL_HOST_STORAGE_TIMEOUT is "${text}"; it must be a time span of at least 00:00:00.100, for instance 00:00:10.`,
  );
}

interface ClientOptions {
  readonly retryOptions: object;
  readonly httpClient: RequestPolicy;
}

interface ClientClass<Client> {
  new (url: string, credential: ReturnType<typeof identityCredential>, options: ClientOptions): Client;
  fromConnectionString(connectionString: string, options: ClientOptions): Client;
}

function client<Client>(
  type: ClientClass<Client>,
  service: Service,
  name: string,
  settings: Settings,
  options: ClientOptions,
): Client {
  const connection = settings.connection(name && settings.expand(name));
  if (connection.kind === 'identity') {
    return new type(serviceUri(connection, service, name), identityCredential(connection.properties), options);
  }
  try {
    return type.fromConnectionString(connection.value, options);
  } catch {
    // The SDK's message may quote parts of the text, which is a secret.
    throw new IndexingError(
      `The connection ${name || 'AzureWebJobsStorage'} is not a valid connection string. Copy it again from the storage account, or write UseDevelopmentStorage=true for Azurite.`,
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
