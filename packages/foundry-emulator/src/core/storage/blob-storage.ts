import { Readable } from 'node:stream';
import type { BlobServiceClient } from '@azure/storage-blob';
import { messageOf } from '../../../../../shared/core/errors.ts';
import { ApiError, badRequest } from '../http/api-error.ts';
import type { Settings } from '../settings.ts';
import { azureFunctionSettings } from './azure-function-settings.ts';
import { isLoopback } from './binding-faults.ts';

/** Lifetime of a SAS in milliseconds. */
const SAS_LIFE_MS = 3_600_000;

/** Retries of the SDK take seconds; a request to the emulator should not. */
const OPTIONS = { retryOptions: { maxTries: 2, retryDelayInMs: 100 } };

/** The storage account in which the data of datasets lies: Azurite, as a rule. */
export interface BlobStorage {
  /** Address of the blob service. */
  readonly endpoint: string;
  ensureContainer(name: string): Promise<void>;
  removeContainer(name: string): Promise<void>;
  /** Address of a container, or of a blob in it. */
  address(container: string, blob?: string): Promise<string>;
  /** The same with a SAS of an hour: `rl` to read and list, `racwl` to write, too. */
  sasUri(permissions: 'rl' | 'racwl', container: string, blob?: string): Promise<string>;
  /** Yields the blob of an address, or the blobs of a container or folder. @throws ApiError 400 for an address in another account */
  read(uri: string): AsyncIterable<Readable>;
}

/** The account of FOUNDRY_STORAGE_CONNECTION, else of AzureWebJobsStorage, else Azurite on its usual ports. */
export function blobStorage(settings: Settings): BlobStorage {
  const { storage, allowRemote } = azureFunctionSettings(settings);
  const connect = once(async () => {
    const { BlobServiceClient: Client } = await import('@azure/storage-blob');
    const client = Client.fromConnectionString(storage, OPTIONS);
    if (!isLoopback(new URL(client.url)) && !allowRemote) {
      throw unusable(`${client.url} is not on this machine; FOUNDRY_ALLOW_REMOTE_STORAGE=1 allows it`);
    }
    return client;
  });
  const reach = <T>(work: (client: BlobServiceClient) => Promise<T>): Promise<T> =>
    connect()
      .then(work)
      .catch((error: unknown) => {
        throw error instanceof ApiError ? error : unusable(messageOf(error));
      });
  const clientOf = (client: BlobServiceClient, container: string, blob: string | undefined) => {
    const inside = client.getContainerClient(container);
    return blob === undefined ? inside : inside.getBlobClient(blob);
  };

  const read = async function* (uri: string): AsyncGenerator<Readable> {
    const [container, ...rest] = pathWithin(endpointOf(storage), uri)?.split('/') ?? [];
    if (!container) throw badRequest(`The data at ${uri} is not in the storage account of this emulator.`);
    const prefix = rest.join('/');
    const inside = await reach(async (client) => client.getContainerClient(container));
    const names: string[] = [];
    await reach(async () => {
      for await (const { name } of inside.listBlobsFlat({ prefix })) names.push(name);
    });
    // The prefix of a file may be that of other files, too.
    const chosen = names.includes(prefix) ? [prefix] : names.filter((name) => isBelow(name, prefix));
    for (const name of chosen.sort()) {
      const { readableStreamBody } = await reach(() => inside.getBlobClient(name).download());
      if (readableStreamBody) yield Readable.from(readableStreamBody);
    }
  };

  return {
    read,
    endpoint: endpointOf(storage),
    ensureContainer: (name) =>
      reach(async (client) => void (await client.getContainerClient(name).createIfNotExists())),
    removeContainer: (name) => reach(async (client) => void (await client.getContainerClient(name).deleteIfExists())),
    address: (container, blob) => reach(async (client) => clientOf(client, container, blob).url),
    sasUri: (permissions, container, blob) =>
      reach(async (client) => {
        const { BlobSASPermissions, ContainerSASPermissions } = await import('@azure/storage-blob');
        const expiresOn = new Date(Date.now() + SAS_LIFE_MS);
        const inside = client.getContainerClient(container);
        // Only containers can be listed.
        return blob === undefined
          ? inside.generateSasUrl({ permissions: ContainerSASPermissions.parse(permissions), expiresOn })
          : inside
              .getBlobClient(blob)
              .generateSasUrl({ permissions: BlobSASPermissions.parse(permissions.replace('l', '')), expiresOn });
      }),
  };
}

const unusable = (why: string): ApiError =>
  new ApiError(503, {
    code: 'storage_unavailable',
    message: `The storage account for datasets cannot be used: ${why}. Start Azurite, or set FOUNDRY_STORAGE_CONNECTION.`,
    headers: { 'x-should-retry': 'false' },
  });

const isBelow = (name: string, folder: string): boolean =>
  folder === '' || name.startsWith(`${folder.replace(/\/$/, '')}/`);

/** Returns the decoded path that follows an account's address, or `undefined` for another account. */
export function pathWithin(endpoint: string, uri: string): string | undefined {
  const base = endpoint.replace(/\/*$/, '/');
  return uri.startsWith(base) ? decodeURIComponent(uri.slice(base.length)) : undefined;
}

/** The address in a connection string, without its secrets. */
function endpointOf(connection: string): string {
  const field = (name: string) => new RegExp(`(?:^|;)\\s*${name}=([^;]*)`, 'i').exec(connection)?.[1];
  const account = field('AccountName');
  const explicit = field('BlobEndpoint');
  if (explicit) return explicit;
  return account ? `https://${account}.blob.core.windows.net` : 'http://127.0.0.1:10000/devstoreaccount1';
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
