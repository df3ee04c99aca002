import { messageOf, RetryableError, TerminalError } from '../core/errors.ts';
import { RequestError } from '../core/request-error.ts';
import { retryAfterOf } from './retry-after.ts';

/**
 * Translates an error of an SDK: RetryableError when it may pass, RequestError with the remedy when it will not. Every
 * other error (a bug of this program) is returned unchanged.
 */
export function explainServiceError(error: unknown, what: string): unknown {
  if (error instanceof TerminalError || error instanceof RetryableError) return error;
  const status = statusOf(error);
  if (status === undefined) {
    return isConnectionTrouble(error)
      ? new RetryableError(`${what}: no answer (${messageOf(causeOf(error))})`, 0, { cause: error })
      : error;
  }
  const said = `${what}: the service answered ${status}, ${withoutStatus(messageOf(error), status)}`;
  // 409 is a lock or a change under way at these services, not a verdict.
  if (status === 408 || status === 409 || status === 429 || status >= 500) {
    return new RetryableError(said, retryAfterOf(headersOf(error), Date.now()) ?? 0, { cause: error });
  }
  const remedy = (isStorageError(error) ? STORAGE_REMEDIES : REMEDIES)[status] ?? '';
  return new RequestError(CODES[status] ?? 'refused', `${said}${remedy}`, { cause: error });
}

/** OpenAI's SDK begins a message with the status. */
const withoutStatus = (message: string, status: number): string => message.replace(new RegExp(`^${status} `), '');

const CODES: Readonly<Record<number, string>> = { 401: 'unauthorized', 403: 'forbidden', 404: 'not_found' };

const REMEDIES: Readonly<Record<number, string>> = {
  401:
    ' The service does not know the signed-in identity: check the identity of the app (AZURE_CLIENT_ID) and that ' +
    'FOUNDRY_PROJECT_ENDPOINT names the right tenant.',
  403:
    ' The identity of the app needs the role "Foundry User" (53ca6127-db72-4b80-b1b0-d745d6d5456d) on the project; a new role ' +
    'takes a few minutes to work.',
  404: ' What the request names does not exist in the project that FOUNDRY_PROJECT_ENDPOINT names, or was deleted.',
};

const STORAGE_ROLES =
  ' The identity of the app needs the roles "Storage Blob Data Contributor", "Storage Queue Data Contributor" and "Storage Table ' +
  'Data Contributor" on its data storage.';
const STORAGE_REMEDIES: Readonly<Record<number, string>> = { 401: STORAGE_ROLES, 403: STORAGE_ROLES };

/** Storage says in a header what its errors are; the Foundry services do not. */
const isStorageError = (error: unknown): boolean => headersOf(error).get('x-ms-error-code') !== null;

/** The HTTP status of an SDK's error: `status` in OpenAI's, `statusCode` in Azure's. */
export function statusOf(error: unknown): number | undefined {
  const status = property(error, 'status') ?? property(error, 'statusCode');
  return typeof status === 'number' ? status : undefined;
}

/** The request did not reach the service, or its response did not arrive. */
function isConnectionTrouble(error: unknown): boolean {
  // OpenAI's SDK keeps the form of an answer's error, and leaves the answer's status out.
  if (isObject(error) && 'requestID' in error) return true;
  return [error, property(error, 'cause')].some(
    (thrown) =>
      /^(AbortError|TimeoutError|RestError)$/.test(String(property(thrown, 'name'))) ||
      /^(E[A-Z]+|UND_ERR_\w+|ERR_STREAM_PREMATURE_CLOSE)$/.test(String(property(thrown, 'code'))),
  );
}

function causeOf(error: unknown): unknown {
  return property(error, 'cause') ?? error;
}

function headersOf(error: unknown): Pick<Headers, 'get'> {
  const headers = property(error, 'headers') ?? property(property(error, 'response'), 'headers');
  const get = property(headers, 'get');
  return { get: (name) => (typeof get === 'function' ? (get.call(headers, name) ?? null) : null) };
}

function property(value: unknown, name: string): unknown {
  return isObject(value) ? Reflect.get(value, name) : undefined;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
