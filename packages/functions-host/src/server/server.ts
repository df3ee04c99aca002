import { createServer, type RequestListener, type Server } from 'node:http';
import { SetupError } from '../../../../shared/core/setup-error.ts';

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

/** Listens on loopback only and returns the port. @throws SetupError when the port is taken */
export function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new SetupError(
              `Port ${port}, which the Functions host needs, is in use. Stop the program that holds it (perhaps another host or ` +
                '`func start`), or choose another port with --port (FUNCTIONS_PORT for npm start).',
            )
          : new SetupError(`The Functions host cannot listen on port ${port}: ${error.message}.`, { cause: error }),
      );
    });
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}
