import type { BindingData } from '../extension/extension.ts';
import type { IncomingRequest } from '../server/incoming-request.ts';
import { parseQuery } from '../server/query-string.ts';
import type { RpcHttp, TypedData } from '../worker/core-types.ts';
import type { RouteValues } from './route-match.ts';

/** Returns the request in the form of the worker protocol. */
export function toRpcHttp(request: IncomingRequest, params: RouteValues, body: Uint8Array | undefined): RpcHttp {
  return {
    method: request.method,
    url: request.url,
    nullableHeaders: nullable(request.headers),
    nullableParams: nullable(params),
    nullableQuery: nullable(parseQuery(request.query)),
    ...(body ? { body: { bytes: body } } : {}),
  };
}

/**
 * Returns the trigger metadata. With streaming the package reads headers and parameters from here and takes every text
 * besides these two for a parameter.
 */
export function triggerMetadata(request: IncomingRequest, params: RouteValues): Record<string, TypedData> {
  const metadata: Record<string, TypedData> = {
    Headers: { json: JSON.stringify(request.headers) },
    Query: { json: JSON.stringify(parseQuery(request.query)) },
  };
  for (const [name, value] of Object.entries(params)) metadata[name] = { string: value };
  return metadata;
}

/**
 * Returns the values for `{name}` in the bindings of an HTTP function: parameters of the route, then the query, then
 * members of a JSON object in the body, whatever its content type. A key in the query is left out.
 */
export function bindingData(request: IncomingRequest, params: RouteValues, body: Uint8Array | undefined): BindingData {
  const query = Object.fromEntries(
    Object.entries(parseQuery(request.query)).filter(([name]) => name.toLowerCase() !== 'code'),
  );
  return { ...jsonMembers(body), Query: query, Headers: request.headers, ...query, ...params };
}

function jsonMembers(body: Uint8Array | undefined): Record<string, unknown> {
  const text = Buffer.from(body ?? []).toString('utf8');
  if (!text.trimStart().startsWith('{')) return {};
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

function nullable(values: Readonly<Record<string, string>>): Record<string, { value: string }> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }]));
}
