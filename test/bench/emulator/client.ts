import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import path from 'node:path';

/** Sends JSON to a server on loopback, over connections that stay open, and reads the JSON it answers with. */
export type Send = <T = unknown>(method: string, path: string, body?: unknown) => Promise<T>;

export interface Client {
  readonly send: Send;
  close(): void;
}

export function clientOf(port: number, state: string): Client {
  const ca = readFileSync(path.join(state, 'certificate/cert.pem'));
  const agent = new Agent({ keepAlive: true, ca });
  const send = <T>(method: string, below: string, body?: unknown) =>
    new Promise<T>((resolve, reject) => {
      const headers = { 'api-key': 'a-key', ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
      const sent = request({ host: 'localhost', port, path: below, method, agent, headers }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.once('error', reject);
        answer.once('end', () => {
          const text = Buffer.concat(chunks).toString();
          if (answer.statusCode === 200) resolve(JSON.parse(text) as T);
          else reject(new Error(`${method} ${below} was answered with ${answer.statusCode}: ${text}`));
        });
      });
      sent.once('error', reject);
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
  return { send, close: () => agent.destroy() };
}
