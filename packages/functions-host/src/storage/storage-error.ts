/** Properties of storage SDK errors. The queue and the blob package have error classes of their own. */
interface StorageFailure {
  readonly code?: unknown;
  readonly statusCode?: unknown;
  readonly message?: unknown;
  readonly details?: { readonly errorCode?: unknown; readonly message?: unknown };
}

/**
 * Returns the code of a failed request: the service's, such as `QueueNotFound`, or the network's, such as
 * `ECONNREFUSED`.
 */
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

/** The message belongs to another process or no longer exists. */
export function isMessageLost(error: unknown): boolean {
  return LOST.has(storageErrorCode(error) ?? '');
}

export function isBlobMissing(error: unknown): boolean {
  const code = storageErrorCode(error);
  return code === 'BlobNotFound' || code === 'ContainerNotFound';
}

/** Describes a failed request in one line for a log: the code and the message of the service or the network. */
export function storageErrorText(error: unknown): string {
  const { message, details } = (error ?? {}) as StorageFailure;
  const said = String(details?.message ?? message ?? error).split('\n')[0] ?? '';
  const code = storageErrorCode(error);
  return code && !said.includes(code) ? `${code}: ${said}` : said;
}
