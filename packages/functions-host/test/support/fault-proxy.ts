import http from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * A fault between a client and its server.
 * - `swallow`: the request is accepted and never answered
 * - `stall`: the head of the response and half of its body arrive, then nothing
 * - `dropBefore`: the connection breaks before the server has the request
 * - `dropAfter`: the server has done the work, and the connection breaks before its response
 * - `late`: the response arrives after a second and a half
 */
export type Fault = 'none' | 'late' | 'swallow' | 'stall' | 'dropBefore' | 'dropAfter';

const LATE_MS = 1_500;

export interface FaultProxy {
  readonly url: string;
  /** Chooses the fault of each request. */
  choose: (request: { readonly method: string; readonly path: string }) => Fault;
  /** Requests that met a fault. */
  readonly faults: number;
  close(): Promise<void>;
}

/** Starts an HTTP proxy before a server on this machine. Requests pass until `choose` is set. */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  let faults = 0;
  const proxy = http.createServer((request, response) => {
    const { method = 'GET', url = '/' } = request;
    const fault = result.choose({ method, path: url.split('?')[0] ?? '' });
    if (fault !== 'none') faults++;
    if (fault === 'swallow') return void request.resume();
    if (fault === 'dropBefore') return void request.socket.destroy();
    const outgoing = http.request(new URL(url, target), { method, headers: request.headers }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        if (fault === 'dropAfter') return void request.socket.destroy();
        const body = Buffer.concat(chunks);
        const { 'transfer-encoding': _chunked, ...headers } = incoming.headers;
        response.writeHead(incoming.statusCode ?? 502, { ...headers, 'content-length': body.length });
        if (fault === 'stall' && body.length > 1) response.write(body.subarray(0, body.length / 2));
        else setTimeout(() => response.end(body), fault === 'late' ? LATE_MS : 0);
      });
    });
    outgoing.on('error', () => request.socket.destroy());
    request.pipe(outgoing);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const result = {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    choose: (): Fault => 'none',
    get faults() {
      return faults;
    },
    close: () => {
      proxy.closeAllConnections();
      return new Promise<void>((resolve) => proxy.close(() => resolve()));
    },
  } satisfies FaultProxy as FaultProxy;
  return result;
}
