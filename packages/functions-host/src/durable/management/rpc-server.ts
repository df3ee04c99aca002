import { createServer, type Server } from 'node:http';
import type { Log } from '../../core/log.ts';
import { readRequest } from '../../server/incoming-request.ts';
import { requestGuard } from '../../server/request-guard.ts';
import { listen } from '../../server/server.ts';
import { ManagementCall } from './call.ts';
import { type Reply, sendReply } from './reply.ts';

const ROOT = '/durabletask';

/** Only the app's process uses this server, so no page has a reason to. */
const guard = requestGuard({ allowedHosts: [], allowedOrigins: [] });

/**
 * Management API for the app's own process, used by the library's client. As on the real host it has a port of its own
 * on loopback and needs no key.
 */
export class RpcServer {
  readonly #server: Server;
  #port = 0;

  constructor(answer: (call: ManagementCall) => Promise<Reply>, log: Log) {
    this.#server = createServer(async (message, response) => {
      try {
        const request = readRequest(message);
        const refused = guard.check(request);
        if (refused) return sendReply(response, { status: refused.status });
        const inside = request.path.toLowerCase().startsWith(`${ROOT}/`);
        const call = new ManagementCall({ ...request, path: request.path.slice(ROOT.length) });
        sendReply(response, inside ? await answer(call) : { status: 404 });
      } catch (error) {
        log.error(`A request of the durable client failed: ${error}`);
        if (!response.headersSent) sendReply(response, { status: 500 });
      }
    });
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}${ROOT}/`;
  }

  async start(): Promise<void> {
    this.#port = await listen(this.#server, 0);
  }

  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeIdleConnections();
    await closed;
  }
}
