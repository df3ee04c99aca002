import { createServer, type Server } from 'node:net';
import { SetupError } from '../../shared/core/setup-error.ts';
import type { PlatformPorts } from './settings.ts';

/** The variable that moves each port, and the server that listens on it. */
const OWNERS: Readonly<Record<keyof PlatformPorts, { readonly variable: string; readonly server: string }>> = {
  blob: { variable: 'AZURITE_BLOB_PORT', server: 'Azurite (blobs)' },
  queue: { variable: 'AZURITE_QUEUE_PORT', server: 'Azurite (queues)' },
  table: { variable: 'AZURITE_TABLE_PORT', server: 'Azurite (tables)' },
  foundry: { variable: 'FOUNDRY_PORT', server: 'the emulator' },
  functions: { variable: 'FUNCTIONS_PORT', server: 'the Functions host' },
};

/**
 * Checks that every port is free before anything is built or started, and picks free ports for those that are 0. The servers can then start
 * at the same time, because each knows the addresses of the others.
 * @throws SetupError naming the port, the server that needs it, and the variable that moves it
 */
export async function choosePorts(wanted: PlatformPorts): Promise<PlatformPorts> {
  const held: Server[] = [];
  const hold = async (name: keyof PlatformPorts): Promise<number> => {
    const server = await listen(wanted[name]).catch((error: unknown) => {
      throw explain(error, name, wanted[name]);
    });
    held.push(server);
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : wanted[name];
  };
  try {
    const ports = {
      blob: await hold('blob'),
      queue: await hold('queue'),
      table: await hold('table'),
      foundry: await hold('foundry'),
      functions: await hold('functions'),
    };
    return ports;
  } finally {
    await Promise.all(held.map((server) => new Promise((resolve) => server.close(resolve))));
  }
}

function listen(port: number): Promise<Server> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => resolve(server));
  });
}

function explain(error: unknown, name: keyof PlatformPorts, port: number): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const { variable, server } = OWNERS[name];
  if (code === 'EADDRINUSE') {
    return new SetupError(
      `Port ${port}, which ${server} needs, is in use. Stop the program that uses it (perhaps another \`npm start\`), ` +
        `or set ${variable} to another port (0 picks a free one).`,
    );
  }
  if (code === 'EACCES') {
    return new SetupError(`Port ${port}, which ${server} needs, is reserved. Set ${variable} to a port above 1023.`);
  }
  return error;
}
