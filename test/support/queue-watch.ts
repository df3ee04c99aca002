import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface WatchedQueues {
  readonly url: string;
  /**
   * Returns the milliseconds that each message was under the lock since the last call, and how many of one queue were at the same time.
   * The messages that still are stay out.
   */
  take(): { readonly windows: readonly number[]; readonly most: number };
  close(): Promise<void>;
}

/** Stands before the queue service, and measures for how long messages that are fetched with one visibility time-out stay under it. */
export async function watchQueues(target: string, lockSeconds: number): Promise<WatchedQueues> {
  const { hostname, port, pathname } = new URL(target);
  const agent = new http.Agent({ keepAlive: true });
  const since = new Map<string, { queue: string; at: number }>();
  let windows: number[] = [];
  let most = 0;
  const server = http.createServer(async (incoming, outgoing) => {
    const body = await buffer(incoming).catch(() => undefined);
    if (body === undefined) return;
    const { method, url = '', headers } = incoming;
    const [, queue = '', id] = /\/([^/?]+)\/messages(?:\/([^?]+))?/.exec(url) ?? [];
    const passed = http.request({ hostname, port, method, path: url, headers, agent }, async (answer) => {
      const content = await buffer(answer).catch(() => undefined);
      if (content === undefined) {
        outgoing.destroy();
        return;
      }
      const now = performance.now();
      if (method === 'GET' && new URL(url, target).searchParams.get('visibilitytimeout') === `${lockSeconds}`) {
        for (const [, message = ''] of content.toString().matchAll(/<MessageId>([^<]+)</g))
          since.set(message, { queue, at: now });
        most = Math.max(most, [...since.values()].filter((held) => held.queue === queue).length);
      } else if (id !== undefined && (method === 'PUT' || method === 'DELETE')) {
        const begun = since.get(decodeURIComponent(id));
        if (begun !== undefined) windows.push(now - begun.at);
        since.delete(decodeURIComponent(id));
      }
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers).end(content);
    });
    passed.on('error', () => outgoing.destroy());
    passed.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${pathname}`,
    take: () => {
      const taken = { windows, most };
      windows = [];
      most = 0;
      return taken;
    },
    close: () =>
      new Promise((resolve) => {
        agent.destroy();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
