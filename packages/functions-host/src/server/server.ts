import { createServer, type RequestListener, type Server } from 'node:http';
import { SetupError } from '../../../../shared/core/setup-error.ts';

/** Largest head that Node reads, in bytes. It exceeds the host's own limits, so that the host can answer. */
const MAX_HEAD = 131_072;

/** Milliseconds after which an idle connection is closed, as by the real host. */
const KEEP_ALIVE = 130_000;

export interface HostServer {
  readonly url: string;
  /** Takes no new request and resolves when the current ones are answered. */
  stop(): Promise<void>;
}

/**
 * Starts an HTTP server on loopback.
 * @throws SetupError when the port is in use
 */
export async function startServer(onRequest: RequestListener, port: number): Promise<HostServer> {
  let stopping = false;
  const server = createServer({ maxHeaderSize: MAX_HEAD, keepAliveTimeout: KEEP_ALIVE }, (request, response) => {
    // A client must not delay the stop with an open connection.
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

/**
 * Listens on loopback and returns the port.
 * @throws SetupError when the port is in use
 */
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
