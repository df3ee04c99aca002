import { openShards } from '../shared/azure/storage/shards.ts';
import type { Storage } from '../shared/azure/storage/storage.ts';

/** The account of a shard of the tool queues, opened with the first call. Shard 0 is the data account. */
export const shardStorage: (shard: number) => Storage = openShards(process.env);

/** The app's storage: opened with the first call and then shared, connections and tokens included. */
export const dataStorage = (): Storage => shardStorage(0);
