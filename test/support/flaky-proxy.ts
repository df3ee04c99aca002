import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/**
 * Faults of a request. `busy`: 503. `throttled`: 429. `before`, `halfway`, `after`: the connection breaks before the request is passed on, with half of the
 * response sent, or instead of the response. `swallow`: the request is accepted and nothing follows. `stall`: nothing follows half of the
 * response. `slow`: the other half of the response follows after two seconds.
 */
export type Mishap = 'none' | 'busy' | 'throttled' | 'before' | 'halfway' | 'after' | 'swallow' | 'stall' | 'slow';

const SLOW_MS = 2_000;

export interface FlakyProxy {
  readonly url: string;
  /** Mishaps so far, by kind. */
  readonly counts: Readonly<Record<Mishap, number>>;
  close(): Promise<void>;
}

/** Stands between a client and a server that speaks http, and lets requests go wrong as it is told. */
export async function flakyProxy(target: string, next: () => Mishap): Promise<FlakyProxy> {
  const counts = { none: 0, busy: 0, throttled: 0, before: 0, halfway: 0, after: 0, swallow: 0, stall: 0, slow: 0 };
  const { hostname, port } = new URL(target);
  const server = http.createServer(async (incoming, outgoing) => {
    const mishap = next();
    counts[mishap]++;
    const body = await buffer(incoming).catch(() => undefined);
    if (body === undefined) return;
    if (mishap === 'busy') {
      outgoing.writeHead(503, { 'x-ms-error-code': 'ServerBusy' }).end();
      return;
    }
    if (mishap === 'throttled') {
      outgoing.writeHead(429, { 'retry-after': '1' }).end();
      return;
    }
    if (mishap === 'swallow') return;
    if (mishap === 'before') {
      outgoing.destroy();
      return;
    }
    const { method, url: path, headers } = incoming;
    const passed = http.request({ hostname, port, method, path, headers, agent: false }, async (answer) => {
      const content = await buffer(answer).catch(() => undefined);
      if (content === undefined) {
        outgoing.destroy();
        return;
      }
      if (mishap === 'after') outgoing.destroy();
      else {
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
        if (mishap === 'none') outgoing.end(content);
        else if (mishap === 'slow') {
          outgoing.write(content.subarray(0, content.length / 2));
          setTimeout(() => outgoing.end(content.subarray(content.length / 2)), SLOW_MS);
        } else if (mishap === 'stall') outgoing.write(content.subarray(0, content.length / 2));
        else outgoing.write(content.subarray(0, content.length / 2), () => outgoing.destroy());
      }
    });
    passed.on('error', () => outgoing.destroy());
    passed.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    counts,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
