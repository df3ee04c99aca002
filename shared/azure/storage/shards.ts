import { TerminalError } from '../../core/errors.ts';
import { openStorage, type Storage } from './storage.ts';
import { DATA_STORAGE, type StorageAccount, storageAccount } from './storage-account.ts';

/** Shards that a deployment may have. Ours: each adds functions for every tool and an account to the templates. */
export const MAX_SHARDS = 16;

/** Azurite's accounts of this machine: `devstoreaccount1` is shard 0, `devstoreaccount2` is shard 1. */
const LOCAL_ACCOUNT = 'devstoreaccount1';

/**
 * Returns the name of the connection of a shard, for triggers and settings. Shard 0 is the data account, which also holds everything that is
 * not sharded.
 */
export const shardConnection = (shard: number): string => (shard === 0 ? DATA_STORAGE : `${DATA_STORAGE}_${shard}`);

/**
 * Returns the account of a shard: from settings such as `DATA_STORAGE_1__queueServiceUri` or `DATA_STORAGE_1`; without them, the account whose
 * name is that of the data account with the number of the shard appended, as the templates name it.
 * @throws TerminalError naming the setting when the account of the shard cannot be derived
 */
export function shardAccount(env: NodeJS.ProcessEnv, shard: number): StorageAccount {
  const name = shardConnection(shard);
  if (shard === 0 || env[name] || env[`${name}__queueServiceUri`]) return storageAccount(env, name);
  const first = storageAccount(env);
  if ('connectionString' in first) return { connectionString: localShard(first.connectionString, shard) };
  const { queueEndpoint, tableEndpoint, blobEndpoint, ...identity } = first;
  return {
    queueEndpoint: ofShard(queueEndpoint, shard),
    tableEndpoint: ofShard(tableEndpoint, shard),
    blobEndpoint: ofShard(blobEndpoint, shard),
    ...identity,
  };
}

/** Returns a function that opens the account of a shard, each once. */
export function openShards(env: NodeJS.ProcessEnv): (shard: number) => Storage {
  const opened = new Map<number, Storage>();
  return (shard) => {
    const storage = opened.get(shard) ?? openStorage(shardAccount(env, shard));
    opened.set(shard, storage);
    return storage;
  };
}

/** Returns the numbers of the shards: 0 to one less than the count. */
export const shardNumbers = (count: number): readonly number[] => Array.from({ length: count }, (_, shard) => shard);

/** Returns the connection string of a shard in Azurite. @throws TerminalError for another account */
export function localShard(connectionString: string, shard: number): string {
  if (shard === 0) return connectionString;
  if (connectionString.includes(LOCAL_ACCOUNT))
    return connectionString.replaceAll(LOCAL_ACCOUNT, `devstoreaccount${shard + 1}`);
  throw new TerminalError(
    `The account of shard ${shard} is not known. Set ${shardConnection(shard)} to its connection string.`,
  );
}

/** `https://stdata.queue.core.windows.net` becomes `https://stdata1.queue.core.windows.net`. */
const ofShard = (endpoint: string, shard: number): string => endpoint.replace(/^(https:\/\/[^./]+)/, `$1${shard}`);
