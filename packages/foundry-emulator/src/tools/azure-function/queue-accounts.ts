import type { QueueServiceClient } from '@azure/storage-queue';
import type { AzureFunctionSettings } from '../../core/storage/azure-function-settings.ts';
import { isLoopback } from '../../core/storage/binding-faults.ts';
import { connectQueues } from './connect-queues.ts';

/** Finds the client for a binding's endpoint. Rejects with an error that says which endpoint is not reachable and what to set. */
export type QueueAccounts = (endpoint: string) => Promise<QueueServiceClient>;

/** The storage accounts that may be called. Each is connected to once, when it is first needed. */
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

/** The same service under one spelling: names of this machine are one, and a slash at the end does not matter. */
export function addressOf(endpoint: string): string {
  const url = new URL(endpoint);
  const host = isLoopback(url) ? `127.0.0.1${url.port ? `:${url.port}` : ''}` : url.host;
  return `${url.protocol}//${host}${url.pathname.replace(/\/+$/, '')}`;
}
