import type { ServerResponse } from 'node:http';
import { z } from 'zod';
import { IndexingError } from '../core/errors.ts';
import type { AppFunction, HostExtension } from '../extension/extension.ts';
import type { HostServices } from '../extension/host-services.ts';
import type { Access } from '../keys/access.ts';
import type { IncomingRequest } from '../server/incoming-request.ts';
import { replyEmpty } from '../server/reply.ts';
import { readSection } from '../settings/host-json.ts';
import { fullTemplate, methodsOf, ownRoute } from './http-template.ts';
import { matchRoute } from './route-match.ts';
import { parseRouteTemplate, type RouteSegment } from './route-template.ts';
import { runHttpFunction } from './run-http-function.ts';
import { Throttle } from './throttle.ts';

interface Route {
  readonly fn: AppFunction;
  readonly segments: readonly RouteSegment[];
  readonly methods: ReadonlySet<string>;
  readonly authLevel: string;
  readonly disabled: boolean;
  /** Requests that the function is processing. */
  readonly running: Set<Promise<void>>;
  stopped: boolean;
}

export interface HttpExtension extends HostExtension {
  /** host.json's route prefix, without slashes at the ends. */
  readonly routePrefix: string;
  /** Answers a request that matches a function's route; returns false for other requests. */
  handle(request: IncomingRequest, response: ServerResponse): Promise<boolean>;
  /** Returns the route template with its prefix; undefined for functions without an HTTP trigger. */
  templateOf(fn: AppFunction): string | undefined;
}

/** Route beginnings that are reserved. Like the real host, this matches `administrator`, too. */
const RESERVED = /^\/*(?:admin|runtime)/i;

/**
 * The HTTP trigger.
 * @param httpUri returns the URL of the worker's server for streamed requests; undefined unless the app enables
 * streaming
 */
export function makeHttpExtension(
  services: HostServices,
  access: Access,
  httpUri: (fn: AppFunction) => Promise<string | undefined>,
): HttpExtension {
  const settings = readSection(services.hostJson, 'http', httpSettings);
  const throttle = new Throttle(settings);
  let routes: readonly Route[] = [];
  let indexed: Route[] = [];

  const refusalOf = (route: Route, request: IncomingRequest): number | undefined => {
    if (route.stopped) return 503;
    if (!access.mayCall(request, route.fn.name, route.authLevel)) return 401;
    if (route.disabled && !access.isMaster(request)) return 404;
    return throttle.isFull ? 429 : undefined;
  };

  return {
    routePrefix: settings.routePrefix.replace(/^\/|\/$/g, ''),
    triggers: ['httpTrigger'],
    bindings: ['http'],
    config: { section: 'http', values: settings },

    beginIndexing: () => {
      indexed = [];
    },
    index: (fn) => {
      const route = makeRoute(fn, settings.routePrefix, services.settings.isDisabled(fn.name));
      refuseConflict(route, indexed);
      // Routes are matched in the alphabetical order of the function names, not by specificity.
      indexed.push(route);
      return {
        start: async () => {},
        stop: async () => {
          route.stopped = true;
          await Promise.all(route.running);
        },
      };
    },

    activate: () => {
      routes = indexed;
    },

    handle: async (request, response) => {
      for (const route of routes) {
        if (!route.methods.has(request.method)) continue;
        const params = matchRoute(route.segments, request.path);
        if (!params) continue;
        const refusal = refusalOf(route, request);
        if (refusal !== undefined) {
          replyEmpty(response, refusal);
          return true;
        }
        for (const [name, value] of Object.entries(settings.customHeaders ?? {})) response.setHeader(name, value);
        const call = { fn: route.fn, request, params, response };
        const { enableChunkedRequestBinding: chunked } = settings;
        const run = throttle.run(async () => runHttpFunction(call, services, await httpUri(route.fn), chunked));
        route.running.add(run);
        await run.finally(() => route.running.delete(run));
        return true;
      }
      return false;
    },

    templateOf: (fn) => fullTemplate(fn, settings.routePrefix),
  };
}

function makeRoute(fn: AppFunction, prefix: string, disabled: boolean): Route {
  const own = ownRoute(fn) ?? fn.name;
  if (RESERVED.test(own)) {
    throw new IndexingError(
      `The route "${own}" begins with "admin" or "runtime", which Azure reserves. Choose another route.`,
      'The specified route conflicts with one or more built in routes.',
    );
  }
  // Parsed alone first: behind the prefix a leading slash would be valid.
  parseRouteTemplate(own);
  const { authLevel } = fn.trigger;
  return {
    fn,
    segments: parseRouteTemplate(fullTemplate(fn, prefix) ?? own),
    methods: new Set(methodsOf(fn)),
    authLevel: typeof authLevel === 'string' ? authLevel : 'function',
    disabled,
    running: new Set(),
    stopped: false,
  };
}

/**
 * Refuses a route that another function has with the same method.
 * @throws IndexingError
 */
function refuseConflict(route: Route, others: readonly Route[]): void {
  const pathOf = ({ fn }: Route) =>
    ownRoute(fn)
      ?.replace(/^\/+|\/+$/g, '')
      .toLowerCase();
  const sharesMethod = ({ methods }: Route) => [...methods].some((method) => route.methods.has(method));
  const other = others.find((each) => pathOf(each) === pathOf(route) && sharesMethod(each));
  if (other) {
    throw new IndexingError(
      `The route "${ownRoute(route.fn)}" is also the route of the function ${other.fn.name}. Give them different routes or methods.`,
      `The route specified conflicts with the route defined by function '${other.fn.name}'.`,
    );
  }
}

/** host.json's `extensions.http` with the real host's defaults. -1 means no limit. */
export const httpSettings = z.object({
  routePrefix: z.string().default('api'),
  enableChunkedRequestBinding: z.boolean().default(false),
  maxOutstandingRequests: z.union([z.literal(-1), z.int().min(1)]).default(-1),
  maxConcurrentRequests: z.union([z.literal(-1), z.int().min(1)]).default(-1),
  dynamicThrottlesEnabled: z
    .literal(false, { error: 'is not supported by the local host; leave it out of host.json here' })
    .default(false),
  customHeaders: z.record(z.string(), z.string()).optional(),
});

export type HttpSettings = z.infer<typeof httpSettings>;
