import fastify, { type FastifyInstance } from 'fastify';
import { messageOf } from '../../../../../shared/core/errors.ts';
import { SetupError } from '../../../../../shared/core/setup-error.ts';
import type { Log } from '../log.ts';
import type { Certificate } from './certificate.ts';
import { explainConnections } from './explain-connections.ts';

/** A server that reads no bodies by itself: files may be large, and each operation says what it takes. */
export function createServer({ certificate, key, file }: Certificate, log: Log): FastifyInstance {
  const server = fastify({
    https: { cert: certificate, key },
    // Clients keep connections open; a stop does not wait for them.
    forceCloseConnections: true,
    // A file of half a gigabyte takes its time.
    requestTimeout: 0,
  });
  explainConnections(server.server, file, log);
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', (_request, _payload, done) => done(null));
  return server as unknown as FastifyInstance;
}

/** Listens on the loopback addresses, 127.0.0.1 and ::1 where the machine has it. @throws SetupError when the port is taken */
export async function listen(server: FastifyInstance, port: number): Promise<number> {
  try {
    await server.listen({ host: 'localhost', port });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new SetupError(
      code === 'EADDRINUSE'
        ? `Port ${port} is in use. Stop the program that holds it (perhaps another emulator), or choose another port with --port or FOUNDRY_PORT.`
        : `The emulator cannot listen on port ${port}: ${messageOf(cause)}. Choose another port with --port or FOUNDRY_PORT.`,
      { cause },
    );
  }
  const address = server.server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}
