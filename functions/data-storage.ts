import { openStorage, type Storage } from '../shared/azure/storage/storage.ts';
import { storageAccount } from '../shared/azure/storage/storage-account.ts';

let opened: Storage | undefined;

/** The app's storage: opened with the first call and then shared, connections and tokens included. */
export function dataStorage(): Storage {
  opened ??= openStorage(storageAccount(process.env));
  return opened;
}
