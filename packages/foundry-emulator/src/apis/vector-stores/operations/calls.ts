import { ApiError } from '../../../core/http/api-error.ts';
import type { CursorQuery } from '../../../core/http/paging.ts';

/** Calls of handlers that both references share. */
export interface StoreCall {
  readonly params: { readonly vector_store_id: string };
}

export interface FileCall {
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
  readonly query: CursorQuery & { readonly filter?: string | undefined };
}

/** @throws ApiError 400 when a body has fields of later API versions, as the service does */
export function refuseLaterFields(body: object, apiVersion: string, later: readonly string[]): void {
  const found = apiVersion === 'v1' || apiVersion.startsWith('2025') ? undefined : later.find((name) => name in body);
  if (found === undefined) return;
  throw new ApiError(400, {
    code: 'unknown_parameter',
    message: `Unknown parameter: '${found}'. api-version ${apiVersion} does not have it; v1 does.`,
    param: found,
  });
}
