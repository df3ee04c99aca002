import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { text } from 'node:stream/consumers';

export interface LoopbackRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** Sends requests to the emulator itself, which this process need not trust otherwise. */
export type LoopbackClient = (request: LoopbackRequest) => Promise<{ readonly status: number; readonly body: string }>;

export function loopbackClient(port: number, certificate: string): LoopbackClient {
  return async ({ method, path, headers, body }) => {
    const sent = request({
      host: 'localhost',
      port,
      ca: certificate,
      method,
      path,
      headers: { authorization: 'Bearer seed', ...headers },
      agent: false,
    });
    sent.end(body);
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    return { status: answer.statusCode ?? 0, body: await text(answer) };
  };
}
