import { MAX_QUEUE_NAME_LENGTH } from '../../../../../shared/core/limits.ts';

/**
 * Describes the fault of a queue binding's endpoint, or returns undefined. The commonest mistakes are a connection string in its place
 * and an address that names the queue already. The endpoint is never repeated: it may hold a key.
 */
export function faultOfEndpoint(endpoint: string): string | undefined {
  const remedy =
    'Give the address of the queue service alone, such as https://ACCOUNT.queue.core.windows.net or http://127.0.0.1:10001/devstoreaccount1.';
  if (
    /(AccountKey|DefaultEndpointsProtocol|UseDevelopmentStorage|SharedAccessSignature|QueueEndpoint)\s*=|<.*ConnectionString.*>/i.test(
      endpoint,
    )
  ) {
    return `is a connection string. ${remedy}`;
  }
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) return `is not an http(s) address. ${remedy}`;
  if (url.search || url.username) return `carries credentials or a query. ${remedy}`;
  const parts = url.pathname.split('/').filter((part) => part !== '');
  const account = hasAccountInPath(url) ? 1 : 0;
  if (parts.length > account)
    return `names a queue ("${parts[account]}") already; the queue's name belongs into queue_name. ${remedy}`;
  return parts.length < account ? `lacks the account name in its path. ${remedy}` : undefined;
}

/** Source: "Naming Queues and Metadata". */
export function faultOfQueueName(name: string): string | undefined {
  const fits = /^[a-z0-9](?:-?[a-z0-9])+$/.test(name) && name.length >= 3 && name.length <= MAX_QUEUE_NAME_LENGTH;
  if (fits) return undefined;
  return `is not a valid queue name: 3 to ${MAX_QUEUE_NAME_LENGTH} lower-case letters, digits and single hyphens, beginning and ending with a letter or digit.`;
}

/** Hosts that are numbers or this machine have the account in the path, as Azurite does; others have it in the host name. */
export const hasAccountInPath = (url: URL): boolean => isLoopback(url) || /^(?:\d+\.){3}\d+$|^\[/.test(url.hostname);

export const isLoopback = (url: URL): boolean => /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(url.hostname);
