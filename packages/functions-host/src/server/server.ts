import { createServer, type RequestListener } from 'node:http';
import { listen } from './listen.ts';

/** Bytes of a request's head that Node reads at all: more than the limits the host checks itself, so that it can answer. */
const MAX_HEAD = 131_072;

/** Milliseconds an unused connection is kept, as the real host's server does. */
const KEEP_ALIVE = 130_000;

export interface HostServer {
  readonly url: string;
  /** Takes no new request and resolves when those under way are answered. */
  stop(): Promise<void>;
}

/** An HTTP server on loopback. @throws SetupError when the port is taken */
export async function startServer(onRequest: RequestListener, port: number): Promise<HostServer> {
  let stopping = false;
  const server = createServer({ maxHeaderSize: MAX_HEAD, keepAliveTimeout: KEEP_ALIVE }, (request, response) => {
    // A client must not keep a stopping host up through the connection it has.
    if (stopping) response.shouldKeepAlive = false;
    response.once('close', () => {
      if (stopping) server.closeIdleConnections();
    });
    onRequest(request, response);
  });
  const url = `http://127.0.0.1:${await listen(server, port)}`;
  return {
    url,
    stop: () => {
      stopping = true;
      return new Promise((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}
