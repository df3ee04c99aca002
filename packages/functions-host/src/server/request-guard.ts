import type { IncomingRequest } from './incoming-request.ts';

/**
 * Top-level names that cannot be registered, so DNS rebinding under them is impossible. Source: RFC 2606 and RFC 6761.
 */
const RESERVED_NAME = /(?:^|\.)(?:localhost|test|example|invalid)$/;

const LOOPBACK = new Set(['127.0.0.1', '[::1]', '::1']);

/** Methods that change nothing; a page of another origin may send them but cannot read the response. */
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

/** Content types that a page can send to another origin without asking first. Source: Fetch, "CORS-safelisted request-header". */
const SIMPLE_CONTENT_TYPE = /^\s*(?:text\/plain|application\/x-www-form-urlencoded|multipart\/form-data)\s*(?:;|$)/i;

export interface GuardOptions {
  /** Host names beside loopback under which the host may be addressed. */
  readonly allowedHosts: readonly string[];
  /** Origins of pages that may call functions, as `Host.CORS` in local.settings.json names them; `*` allows all. */
  readonly allowedOrigins: readonly string[];
}

export interface RefusedByGuard {
  readonly status: 403 | 415;
  readonly message: string;
}

/** Decides which requests may come from web pages. The host listens on loopback, but every page can reach loopback. */
export interface RequestGuard {
  /** Returns the response for a request that must not be served, else undefined. */
  check(request: IncomingRequest): RefusedByGuard | undefined;
  /** CORS headers for a request from an allowed origin. */
  corsHeaders(request: IncomingRequest): Readonly<Record<string, string>>;
}

export function requestGuard({ allowedHosts, allowedOrigins }: GuardOptions): RequestGuard {
  const hosts = new Set(allowedHosts.map((name) => name.trim().toLowerCase()).filter((name) => name !== ''));
  const origins = new Set(allowedOrigins.map((origin) => origin.trim().replace(/\/$/, '')).filter(Boolean));

  const isAllowedHost = (host: string) => {
    const name = hostName(host);
    return LOOPBACK.has(name) || RESERVED_NAME.test(name) || hosts.has(name) || hosts.has(host.toLowerCase());
  };
  const isAllowedOrigin = (origin: string | undefined) =>
    origin !== undefined && (origins.has('*') || origins.has(origin));
  const isForeign = ({ headers }: IncomingRequest) => {
    const { origin, host, 'sec-fetch-site': site } = headers;
    if (origin !== undefined) return origin !== `http://${host}` && !isAllowedOrigin(origin);
    return site !== undefined && site !== 'same-origin' && site !== 'none';
  };

  return {
    check: (request) => {
      const { host, 'content-type': contentType = '' } = request.headers;
      if (host !== undefined && !isAllowedHost(host)) {
        return {
          status: 403,
          message: `The host name ${hostName(host)} is not allowed. Use localhost, or add the name with --allow-host.`,
        };
      }
      if (SAFE_METHODS.has(request.method)) return undefined;
      if (isForeign(request)) {
        return {
          status: 403,
          message:
            'A web page of another origin sent this request. Add its origin to Host.CORS in local.settings.json to allow it.',
        };
      }
      const isHostApi = /^\/(?:admin|runtime\/webhooks)(?:\/|$)/i.test(request.path);
      const fromPage = request.headers.origin !== undefined || request.headers['sec-fetch-site'] !== undefined;
      if (isHostApi && fromPage && SIMPLE_CONTENT_TYPE.test(contentType)) {
        return { status: 415, message: 'Send the body as application/json.' };
      }
      return undefined;
    },
    corsHeaders: ({ headers, method }) => {
      const { origin } = headers;
      if (origin === undefined || !isAllowedOrigin(origin)) return {};
      const requested = headers['access-control-request-headers'];
      return {
        'access-control-allow-origin': origin,
        vary: 'Origin',
        ...(method === 'OPTIONS'
          ? { 'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS' }
          : {}),
        ...(method === 'OPTIONS' && requested ? { 'access-control-allow-headers': requested } : {}),
      };
    },
  };
}

/** The name in a Host header, without the port. */
function hostName(host: string): string {
  return host.toLowerCase().replace(/:\d+$/, '').replace(/\.$/, '');
}
