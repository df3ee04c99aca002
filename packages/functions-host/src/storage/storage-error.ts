/** What the storage SDKs put on an error; the queue and the blob package each have a class of their own for it. */
interface StorageFailure {
  readonly code?: unknown;
  readonly statusCode?: unknown;
  readonly message?: unknown;
  readonly details?: { readonly errorCode?: unknown; readonly message?: unknown };
}

/** The code of a failed request: the service's own such as `QueueNotFound`, or the network's such as `ECONNREFUSED`. */
export function storageErrorCode(error: unknown): string | undefined {
  const { code, details } = (error ?? {}) as StorageFailure;
  const found = details?.errorCode ?? code;
  return typeof found === 'string' ? found : undefined;
}

export function isQueueMissing(error: unknown): boolean {
  const code = storageErrorCode(error);
  return code === 'QueueNotFound' || code === 'QueueBeingDeleted';
}

const LOST = new Set(['PopReceiptMismatch', 'MessageNotFound', 'QueueNotFound', 'QueueBeingDeleted', 'QueueDisabled']);

/** The message belongs to someone else by now, or is gone: nothing is left to be done with it. */
export function isMessageLost(error: unknown): boolean {
  return LOST.has(storageErrorCode(error) ?? '');
}

export function isBlobMissing(error: unknown): boolean {
  const code = storageErrorCode(error);
  return code === 'BlobNotFound' || code === 'ContainerNotFound';
}

/** One line about a failed request that is fit for a log: the code and what the service or the network said. */
export function storageErrorText(error: unknown): string {
  const { message, details } = (error ?? {}) as StorageFailure;
  const said = String(details?.message ?? message ?? error).split('\n')[0] ?? '';
  const code = storageErrorCode(error);
  return code && !said.includes(code) ? `${code}: ${said}` : said;
}
