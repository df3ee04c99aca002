import type { Operation } from '../../spec/shapes/operation.ts';
import { ApiError, notFound, notServed } from './api-error.ts';
import { apiVersionOf } from './api-versions.ts';
import { authenticate } from './authentication.ts';
import { checkBody, checkParams, readQuery } from './check-request.ts';
import type { Incoming } from './incoming-request.ts';
import type { AnyHandler } from './operation-group.ts';
import { readJson } from './read-body.ts';
import type { Match, Routed } from './router.ts';

/** APIs of a project that the released clients have and the emulator does not, as patterns of their paths. */
const PROJECT_APIS = [
  'agent_insight_monitors',
  'agent_optimization_jobs',
  'agents:generate',
  'agents/[^/]+/(?:code|endpoint/(?:protocols/)?\\w+|microsoft365|telephony|versions/[^/]+/sessions)',
  'data_generation_jobs',
  'evaluator_generation_jobs',
  'evaluators/[^/]+/versions/[^/]+/(?:credentials|startPendingUpload)',
  'models',
  'routines',
  'skills/[^/]+/(?:versions/[^/]+/)?content',
  'toolboxes/[^/]+:invoke_mcp',
];

/** Addresses that the service has and the emulator does not. */
const NOT_SERVED = [
  /(\/openai\/(?:v1\/)?(?:realtime|videos))(?:\/|$)/,
  new RegExp(`^/api/projects/[^/]+(/(?:${PROJECT_APIS.join('|')}))(?:[/:]|$)`),
];

/** Finds who carries an operation out, if anybody does. */
export type FindHandler = (project: string, operationId: string) => AnyHandler | undefined;

/**
 * Carries out one request: who asks, for what, in which version, is it well-formed, and then the group's handler.
 * Returns what the handler returned.
 * @throws ApiError for everything that is not a success
 */
export async function dispatch(incoming: Incoming, routed: Routed, handlerOf: FindHandler): Promise<unknown> {
  const { address, url, headers, requestId, signal } = incoming;
  authenticate(headers);
  const { operation, params } = found(routed, incoming);
  const apiVersion = apiVersionOf(operation, address, url.searchParams.get('api-version'));
  const handle = handlerOf(address.project, operation.id);
  if (!handle) throw notServed(operation.id);
  checkParams(operation, params);
  const query = readQuery(operation, url.searchParams);
  const body = await readBody(operation, incoming, apiVersion);
  const endpoint = `${url.origin}${address.base}`;
  const { agent } = address;
  const call = { params, query, body, headers, url, endpoint, agent, apiVersion, requestId, signal };
  return handle(call as never);
}

async function readBody(operation: Operation, { headers, stream }: Incoming, apiVersion: string): Promise<unknown> {
  if (operation.media === 'multipart/form-data') return stream;
  return checkBody(operation, operation.body === undefined ? undefined : await readJson(stream, headers), apiVersion);
}

function found(routed: Routed, { method, url }: Incoming): Match {
  if (routed && 'operation' in routed) return routed;
  if (!routed) {
    for (const api of NOT_SERVED) {
      const [, missing] = api.exec(url.pathname) ?? [];
      if (missing !== undefined) throw notServed(missing);
    }
    throw notFound(`There is no operation at ${url.pathname}.`);
  }
  if ('onlyAtV1' in routed) {
    const path = url.pathname.replace('/openai/', '/openai/v1/');
    throw notFound(`There is no operation at ${url.pathname}; ${path} is served, without an api-version.`);
  }
  throw new ApiError(405, {
    code: 'method_not_allowed',
    message: `${method} is not allowed here; ${routed.allow.join(', ')} is.`,
    headers: { allow: routed.allow.join(', ') },
  });
}
