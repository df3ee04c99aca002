import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Admin } from './admin/admin.ts';
import type { Log } from './core/log.ts';
import type { HostExtension } from './extension/extension.ts';
import type { HttpExtension } from './http/http-extension.ts';
import type { Access } from './keys/access.ts';
import { type IncomingRequest, RefusedRequest, readRequest } from './server/incoming-request.ts';
import { replyEmpty, replyText } from './server/reply.ts';
import { handleWebhook } from './webhooks.ts';

export interface FrontDoorOptions {
  readonly http: HttpExtension;
  readonly admin: Admin;
  readonly access: Access;
  readonly extensions: readonly HostExtension[];
  readonly log: Log;
  /** False when a declaration of the app stops all of it. */
  readonly running: boolean;
  readonly showHomePage: boolean;
}

/** Hands each request to the host's own pages or to the function whose route takes it. Requests wait until `ready`. */
export function frontDoor(ready: Promise<FrontDoorOptions>): RequestListener {
  return (message, response) => {
    void ready.then(
      (options) => answer(options, message, response),
      () => response.destroy(),
    );
  };
}

async function answer(options: FrontDoorOptions, message: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    await route(options, readRequest(message), response);
  } catch (error) {
    if (error instanceof RefusedRequest) {
      // What is left of the request is not read: the connection ends here.
      response.shouldKeepAlive = false;
      replyEmpty(response, error.status);
      return;
    }
    options.log.error(`The host failed to answer ${message.method} ${message.url?.split('?')[0]}: ${error}`);
    if (response.headersSent) response.destroy();
    else replyEmpty(response, 500);
  }
}

async function route(options: FrontDoorOptions, request: IncomingRequest, response: ServerResponse): Promise<void> {
  const path = request.path.toLowerCase();
  if (/^\/admin(\/|$)/.test(path)) return options.admin.handle(request, response);
  if (!options.running) return replyText(response, 503, 'Function host is not running.');
  if (/^\/runtime\/webhooks(\/|$)/.test(path)) {
    return handleWebhook(request, response, options.access, options.extensions);
  }
  if (await options.http.handle(request, response)) return;
  if (path === '/') {
    if (!options.showHomePage) return replyEmpty(response, 204);
    return replyText(response, 200, homePage(), 'text/html');
  }
  replyEmpty(response, 404);
}

/** What a browser gets for `/`. */
function homePage(): string {
  return `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>Functions on this machine</title></head>
<body>
<h1>The function app is up</h1>
<p>This is the local Functions host. <a href="/admin/functions">/admin/functions</a> lists what it serves,
<a href="/admin/host/status">/admin/host/status</a> says how it is.</p>
</body>
</html>
`;
}
