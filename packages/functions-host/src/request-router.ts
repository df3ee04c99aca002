import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Admin } from './admin/admin.ts';
import type { Log } from './core/log.ts';
import type { HostExtension } from './extension/extension.ts';
import type { HttpExtension } from './http/http-extension.ts';
import type { Access } from './keys/access.ts';
import { type IncomingRequest, RefusedRequest, readRequest } from './server/incoming-request.ts';
import { replyEmpty, replyText } from './server/reply.ts';
import type { RequestGuard } from './server/request-guard.ts';
import { handleWebhook } from './webhooks.ts';

export interface RouterOptions {
  readonly http: HttpExtension;
  readonly admin: Admin;
  readonly access: Access;
  readonly extensions: readonly HostExtension[];
  readonly guard: RequestGuard;
  readonly log: Log;
  /** False while a declaration stops the whole app. */
  readonly isRunning: () => boolean;
  readonly showHomePage: boolean;
}

/** Passes each request to the host's own API or to the function with a matching route. Requests wait until `ready`. */
export function requestRouter(ready: Promise<RouterOptions>): RequestListener {
  return (message, response) => {
    void ready.then(
      (options) => answer(options, message, response),
      () => response.destroy(),
    );
  };
}

async function answer(options: RouterOptions, message: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    await route(options, readRequest(message), response);
  } catch (error) {
    if (error instanceof RefusedRequest) {
      // The rest of the request is not read, so the connection cannot be reused.
      response.shouldKeepAlive = false;
      replyEmpty(response, error.status);
      return;
    }
    options.log.error(`The host failed to answer ${message.method} ${message.url?.split('?')[0]}: ${error}`);
    if (response.headersSent) response.destroy();
    else replyEmpty(response, 500);
  }
}

async function route(options: RouterOptions, request: IncomingRequest, response: ServerResponse): Promise<void> {
  const { guard } = options;
  const refused = guard.check(request);
  if (refused) {
    response.shouldKeepAlive = false;
    return replyText(response, refused.status, refused.message, 'text/plain; charset=utf-8');
  }
  const path = request.path.toLowerCase();
  if (/^\/admin(\/|$)/.test(path)) return options.admin.handle(request, response);
  if (!options.isRunning()) return replyText(response, 503, 'Function host is not running.');
  if (/^\/runtime\/webhooks(\/|$)/.test(path)) {
    return handleWebhook(request, response, options.access, options.extensions);
  }
  const cors = guard.corsHeaders(request);
  for (const [name, value] of Object.entries(cors)) response.setHeader(name, value);
  if (cors['access-control-allow-methods']) return replyEmpty(response, 204);
  if (await options.http.handle(request, response)) return;
  if (path === '/') {
    if (!options.showHomePage) return replyEmpty(response, 204);
    return replyText(response, 200, homePage(), 'text/html');
  }
  replyEmpty(response, 404);
}

function homePage(): string {
  return `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>Functions host</title></head>
<body>
<h1>The function app is running</h1>
<p>This is the local Functions host. <a href="/admin/functions">/admin/functions</a> lists the functions,
<a href="/admin/host/status">/admin/host/status</a> shows the state of the host.</p>
</body>
</html>
`;
}
