import type { Api, Operation } from '../../spec/shapes/operation.ts';
import type { Address } from './address.ts';
import { ApiError } from './api-error.ts';

/** The versions that are served, the reference's own first. `v1` is what the released SDKs send to a project. */
export const API_VERSIONS: Readonly<Record<Api, readonly [string, ...string[]]>> = {
  foundry: ['2025-11-15-preview', 'v1'],
  'azure-openai': ['2024-10-01-preview'],
};

/**
 * The version a request is served with.
 * @throws ApiError 400 naming the versions served when it asks for none or for another
 */
export function apiVersionOf(operation: Operation, { api, unversioned }: Address, asked: string | null): string {
  const served = API_VERSIONS[api];
  if (unversioned) return 'v1';
  if (asked === null && operation.versionOptional) return served[0];
  if (asked !== null && served.includes(asked)) return asked;
  const list = served.map((version) => `'${version}'`).join(', ');
  throw new ApiError(400, {
    code: asked === null ? 'missing_api_version_parameter' : 'unsupported_api_version',
    message:
      asked === null
        ? `The api-version query parameter (?api-version=) is required for all requests. Served: ${list}.`
        : `The api-version '${asked}' is not served. Served: ${list}.`,
    param: 'api-version',
  });
}
