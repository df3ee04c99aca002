import { messageOf, RetryableError } from '../../core/errors.ts';

/** HTTP status of a storage SDK's error; undefined when there was no answer at all, or when it is another kind of error. */
export function statusOf(error: unknown): number | undefined {
  const status = property(error, 'statusCode');
  return typeof status === 'number' ? status : undefined;
}

/** The service's error code, for instance `QueueNotFound`: queues and blobs give it directly, tables in an OData error. */
export function codeOf(error: unknown): string | undefined {
  const odata = property(property(property(error, 'details'), 'odataError'), 'code');
  const code = odata ?? property(error, 'code');
  return typeof code === 'string' ? code : undefined;
}

/** The row, the message or its lock changed after it was read: another process was faster. */
export const isConflict = (error: unknown) => statusOf(error) === 409;
export const isPreconditionFailed = (error: unknown) => statusOf(error) === 412;
export const isNotFound = (error: unknown) => statusOf(error) === 404;

/** The message was deleted, or another delivery of it has a newer pop receipt. */
export function isMessageGone(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'MessageNotFound' || code === 'PopReceiptMismatch';
}

/** The queue, table or container itself does not exist yet. */
export function isMissingParent(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'QueueNotFound' || code === 'TableNotFound' || code === 'ContainerNotFound';
}

/**
 * Returns a RetryableError for errors of storage that may pass: no response, 408, 429 and 5xx. Returns every other error
 * unchanged.
 */
export function asRetryable(error: unknown): unknown {
  const status = statusOf(error);
  const noAnswer = status === undefined && property(error, 'name') === 'RestError';
  if (noAnswer || status === 408 || status === 429 || (status !== undefined && status >= 500)) {
    return new RetryableError(`Storage did not answer: ${messageOf(error)}`, 0, { cause: error });
  }
  return error;
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
