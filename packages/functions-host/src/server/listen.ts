import type { Server } from 'node:http';
import { SetupError } from '../../../../shared/core/setup-error.ts';

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
