import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { StorageRequest } from '../../local/capacity/constants.ts';

/** Requests to a storage account so far, by kind. */
export type Counts = Readonly<Record<StorageRequest, number>>;

export interface RequestCounter {
  /** Connection string whose requests are counted. */
  readonly connectionString: string;
  counts(): Counts;
  close(): Promise<void>;
}

type Service = 'Queue' | 'Table' | 'Blob';
const SERVICES: readonly Service[] = ['Queue', 'Table', 'Blob'];

/** Counts the requests of a client by standing between it and Azurite; every request passes through unchanged. */
export async function countRequests(connectionString: string): Promise<RequestCounter> {
  const counts = {
    queuePut: 0,
    queueGet: 0,
    queueUpdate: 0,
    queueDelete: 0,
    tableRead: 0,
    tableWrite: 0,
    blobRead: 0,
    blobWrite: 0,
    other: 0,
  };
  const proxies: http.Server[] = [];
  let counted = connectionString;
  for (const service of SERVICES) {
    const target = new RegExp(`${service}Endpoint=(http://[^;/]+)`).exec(connectionString)?.[1];
    if (target === undefined) throw new Error(`The connection string names no ${service}Endpoint.`);
    const proxy = await passOn(target, (method, path) => {
      counts[kindOf(service, method, path)] += 1;
    });
    proxies.push(proxy);
    counted = counted.replace(target, `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
  }
  return {
    connectionString: counted,
    counts: () => ({ ...counts }),
    close: async () => {
      for (const proxy of proxies) {
        proxy.closeAllConnections();
        await new Promise((resolve) => proxy.close(resolve));
      }
    },
  };
}

/** Requests between two readings. */
export const between = (before: Counts, after: Counts): Counts =>
  Object.fromEntries(
    Object.entries(after).map(([kind, count]) => [kind, count - before[kind as StorageRequest]]),
  ) as Counts;

async function passOn(target: string, seen: (method: string, path: string) => void): Promise<http.Server> {
  const { hostname, port } = new URL(target);
  const agent = new http.Agent({ keepAlive: true });
  const server = http.createServer((incoming, outgoing) => {
    const { method = 'GET', url: path = '/', headers } = incoming;
    seen(method, path);
    const passed = http.request({ hostname, port, method, path, headers, agent }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    });
    passed.on('error', () => outgoing.destroy());
    incoming.pipe(passed);
  });
  server.on('close', () => agent.destroy());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function kindOf(service: Service, method: string, path: string): StorageRequest {
  const [plain = '', query = ''] = path.split('?');
  if (service === 'Blob') return method === 'GET' || method === 'HEAD' ? 'blobRead' : 'blobWrite';
  if (service === 'Table') return method === 'GET' ? 'tableRead' : 'tableWrite';
  if (!/\/messages(\/|$)/.test(plain)) return 'other';
  if (method === 'POST') return 'queuePut';
  if (method === 'GET') return query.includes('peekonly') ? 'other' : 'queueGet';
  if (method === 'PUT') return 'queueUpdate';
  return 'queueDelete';
}
