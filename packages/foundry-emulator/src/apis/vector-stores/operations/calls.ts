import { ApiError } from '../../../core/http/api-error.ts';
import type { CursorQuery } from '../../../core/http/paging.ts';
import { type StoreFile, showFile } from '../objects/store-file.ts';

/** Calls of handlers that both references share. */
export interface StoreCall {
  readonly params: { readonly vector_store_id: string };
}

export interface FileCall {
  readonly apiVersion: string;
  readonly params: { readonly vector_store_id: string; readonly file_id: string };
}

export interface BatchCall {
  readonly params: { readonly vector_store_id: string; readonly batch_id: string };
}

export interface WithBody<Body> {
  readonly body: Body;
  readonly apiVersion: string;
}

export interface FilesQuery {
  readonly apiVersion: string;
  readonly query: CursorQuery & { readonly filter?: string | undefined };
}

/** Returns true for api-versions in which files have attributes. */
const hasAttributes = (apiVersion: string): boolean => /^(v1$|preview$|2025)/.test(apiVersion);

/** Returns a file as clients of the api-version see it. */
export function shownIn(apiVersion: string): (file: StoreFile) => object & { readonly id: string } {
  return (file) => {
    const { attributes, ...shown } = showFile(file);
    return hasAttributes(apiVersion) ? { ...shown, attributes } : shown;
  };
}

/** @throws ApiError 400 when a body has fields of later API versions, as the service does */
export function refuseLaterFields(body: object, apiVersion: string, later: readonly string[]): void {
  const found = hasAttributes(apiVersion) ? undefined : later.find((name) => name in body);
  if (found === undefined) return;
  throw new ApiError(400, {
    code: 'unknown_parameter',
    message: `Unknown parameter: '${found}'. api-version ${apiVersion} does not have it; v1 does.`,
    param: found,
  });
}
