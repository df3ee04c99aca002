import { app, type HttpRequest, type HttpResponseInit, type InvocationContext } from '@azure/functions';
import { type DurableClient, getClient, input } from 'durable-functions';
import { localStateProblem } from '../../shared/core/local-state.ts';
import { redactingLog } from '../../shared/core/logging/redacting-log.ts';
import { RequestError } from '../../shared/core/request-error.ts';
import { accessCheck } from '../../shared/http/access/access-check.ts';
import { accessSettings } from '../../shared/http/access/access-settings.ts';
import { withMetadata } from '../../shared/http/access/resource-metadata.ts';
import type { RequiredAccess } from '../../shared/http/access/role.ts';
import { BODY_TIME_MS, callsPerMinute, MAX_BODY_BYTES, TIME_LIMIT_MS } from '../../shared/http/http-settings.ts';
import type { DocumentedRoute, RouteDocs } from '../../shared/http/openapi.ts';
import { rateLimit } from '../../shared/http/rate-limit.ts';
import type { ApiResponse } from '../../shared/http/response.ts';
import { type Admitted, type RequestGuards, type RouteRules, serveHttp } from '../../shared/http/serve-http.ts';
import { AuditLog } from '../../shared/operations/audit-log.ts';
import { dataStorage } from '../data-storage.ts';

/** A request that passed the checks of access, rate and size. */
export interface HttpCall extends Admitted {
  /** The request without its body, which has been read: use `body`. */
  readonly request: HttpRequest;
  readonly context: InvocationContext;
  /** Client of Durable Functions; only with `durable: true`. */
  durable(): DurableClient;
}

export interface HttpFunctionOptions {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly route: string;
  /** Role that a caller needs: `Reader` to read, `Operator` to change anything, `Agent` for tools; `anonymous` for health. */
  readonly access: RequiredAccess;
  /** Description in the OpenAPI document. `hidden` is for files of the console and the like. */
  readonly docs: RouteDocs | 'hidden';
  /** Bytes of the body; 262,144 by default. */
  readonly maxBodyBytes?: number;
  /** Milliseconds for the work; 60,000 by default, at most 230,000. */
  readonly timeLimit?: number;
  /** Gives the handler a client of Durable Functions. */
  readonly durable?: boolean;
  /**
   * `false` for a route whose handler records its actions itself, or that programs call without an operator. By default each request to change something
   * that needs the role Operator is recorded in the audit log before it is carried out.
   */
  readonly audited?: false;
  /** Route of the function's protected-resource metadata, whose address is added to a 401 for callers with tokens. */
  readonly metadataRoute?: string;
  /** Throws TerminalError or RequestError for a request that cannot be carried out, RetryableError (503) for one that may be later. */
  readonly handler: (call: HttpCall) => Promise<ApiResponse>;
}

const routes: DocumentedRoute[] = [];

/** The routes that have been registered and are not hidden. */
export const documentedRoutes = (): readonly DocumentedRoute[] => routes;

/**
 * Registers an HTTP function. Every function of the app is registered here: authorization, limits on rate, size and time, the correlation
 * id and the response to errors are around each handler, and the OpenAPI document describes it.
 *
 * @param name Name of the function and id of the operation in the OpenAPI document.
 * @example
 * httpFunction('orderRead', {
 *   method: 'GET',
 *   route: 'orders/{id}',
 *   access: 'Reader',
 *   docs: { tag: 'operations', summary: 'Read an order.', responses: { 200: { description: 'The order.' } } },
 *   handler: async ({ request }) => ({ status: 200, body: await readOrder(request.params.id ?? '') }),
 * });
 */
export function httpFunction(name: string, options: HttpFunctionOptions): void {
  const { method, route, access, docs, durable = false, audited = true, handler } = options;
  if (docs !== 'hidden') routes.push({ name, method, route, access, docs });
  const rules: RouteRules = {
    name,
    access,
    maxBodyBytes: options.maxBodyBytes ?? MAX_BODY_BYTES,
    bodyTimeMs: BODY_TIME_MS,
    timeLimitMs: options.timeLimit ?? TIME_LIMIT_MS,
  };
  app.http(name, {
    methods: [method],
    route,
    // A token takes the place of the key: a caller who needs both would pass keys around.
    authLevel: access === 'anonymous' || byToken() ? 'anonymous' : 'function',
    ...(durable ? { extraInputs: [input.durableClient()] } : {}),
    handler: async (request, context): Promise<HttpResponseInit> => {
      const about = {
        route: rules,
        frame: requestGuards(),
        log: redactingLog(context, {}),
        ours: context.invocationId,
      };
      const call = { request, context, durable: () => getClient(context) };
      const answer = async (admitted: Admitted) => {
        const problem = access === 'anonymous' ? undefined : localStateProblem(process.env);
        if (problem !== undefined) throw new RequestError('local_state_deleted', problem, { status: 503 });
        if (access === 'Operator' && method !== 'GET' && audited) await recordAction(name, docs, request, admitted);
        return handler({ ...call, ...admitted });
      };
      const response = await serveHttp(withByteBody(request), about, answer);
      const { metadataRoute } = options;
      if (response.status !== 401 || metadataRoute === undefined || !byToken()) return toResponse(response);
      const metadata = new URL(metadataRoute, request.url).href;
      const challenge = withMetadata(response.headers?.['www-authenticate'], metadata);
      return toResponse({ ...response, headers: { ...response.headers, 'www-authenticate': challenge } });
    },
  });
}

async function recordAction(
  name: string,
  docs: HttpFunctionOptions['docs'],
  { params, method }: HttpRequest,
  { caller, correlationId }: Admitted,
): Promise<void> {
  const target = Object.values(params).join('/');
  const action = docs === 'hidden' ? `${method} ${name}` : docs.summary.replace(/^./, (first) => first.toLowerCase());
  await new AuditLog(dataStorage()).record({ at: new Date(), caller: caller.id, action, target, correlationId });
}

let guards: RequestGuards | undefined;

/** The guards that all HTTP functions share: one check of callers, one count of their requests. */
function requestGuards(): RequestGuards {
  guards ??= { access: accessCheck(accessSettings(process.env)), rate: rateLimit(callsPerMinute(process.env)) };
  return guards;
}

/**
 * True when callers send tokens instead of keys.
 * @throws TerminalError when the settings are not valid: an app that cannot check its callers must not start
 */
export const byToken = () => accessSettings(process.env).by === 'entra';

/** The body of a request is a stream of bytes; the types of the package say less than that. */
function withByteBody({ headers, query, body }: HttpRequest) {
  return { headers, query, body: body as ReadableStream<Uint8Array> | null };
}

/** A text or bytes under a content type of its own goes out unchanged, everything else as JSON. */
function toResponse({ status, headers = {}, body }: ApiResponse): HttpResponseInit {
  const init = { status, headers: { ...headers } };
  if (body === undefined) return init;
  const type = headers['content-type'] ?? 'application/json';
  const raw = typeof body === 'string' || body instanceof Uint8Array;
  return raw && !/\bjson\b/.test(type) ? { ...init, body } : { ...init, jsonBody: body };
}
