import { app, type HttpRequest, type HttpResponseInit, type InvocationContext } from '@azure/functions';
import { type DurableClient, getClient, input } from 'durable-functions';
import { redactingLog } from '../../shared/core/logging/redacting-log.ts';
import type { RequiredAccess } from '../../shared/http/access/role.ts';
import { BODY_TIME_MS, MAX_BODY_BYTES, TIME_LIMIT_MS } from '../../shared/http/http-settings.ts';
import type { ApiResponse } from '../../shared/http/response.ts';
import { type Admitted, type RouteRules, serveHttp } from '../../shared/http/serve-http.ts';
import { byToken, requestGuards } from './frame.ts';
import { toResponse } from './to-response.ts';

/** A request that was let in. */
export interface HttpCall extends Admitted {
  /** Its body has been read: take `body`. */
  readonly request: HttpRequest;
  readonly context: InvocationContext;
  /** Only of a function that says `durable: true`. */
  durable(): DurableClient;
}

export interface HttpFunctionOptions {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly route: string;
  /** Who may call: `Reader` for what looks, `Operator` for what changes anything, `Agent` for tools. Only health is anonymous. */
  readonly access: RequiredAccess;
  /** 262,144 unless more is needed. */
  readonly maxBodyBytes?: number;
  /** Milliseconds; 60,000 unless more is needed, and never over 230,000. */
  readonly timeLimit?: number;
  /** Gives the handler a client of Durable Functions. */
  readonly durable?: boolean;
  /** Throws TerminalError for what cannot be done (422), RetryableError for what may be later (503). */
  readonly handler: (call: HttpCall) => Promise<ApiResponse>;
}

/**
 * Registers an HTTP function; the only way to. Around the handler stand authorisation, limits on rate, size and time, the
 * correlation id, and an answer to whatever it throws (shared/http/serve-http.ts).
 */
export function httpFunction(name: string, options: HttpFunctionOptions): void {
  const { method, route, access, durable = false, handler } = options;
  const rules: RouteRules = {
    name,
    access: access,
    maxBodyBytes: options.maxBodyBytes ?? MAX_BODY_BYTES,
    bodyTimeMs: BODY_TIME_MS,
    timeLimitMs: options.timeLimit ?? TIME_LIMIT_MS,
  };
  app.http(name, {
    methods: [method],
    route,
    // A token takes the place of the key: asking for both would only make people pass keys around.
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
      return toResponse(await serveHttp(framed(request), about, (admitted) => handler({ ...call, ...admitted })));
    },
  });
}

/** The body of a request is a stream of bytes; the types of the package say less than that. */
function framed({ headers, query, body }: HttpRequest) {
  return { headers, query, body: body as ReadableStream<Uint8Array> | null };
}
