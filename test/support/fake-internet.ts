import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { generate } from 'selfsigned';

/** A request that a child process sent to a host of Azure. */
export interface SentRequest {
  readonly host: string;
  readonly method: string;
  /** Path with its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text, or an object that is sent as JSON. */
  readonly body?: string | object;
}

/** Stands for every host of Azure: a proxy on loopback that answers in their place, so that the requests name the real hosts. */
export interface FakeInternet {
  /** Environment by which a child process uses it, and signs in with a managed identity. */
  readonly env: Readonly<Record<string, string>>;
  readonly sent: SentRequest[];
  answer: (request: SentRequest) => Reply;
  stop(): Promise<void>;
}

/** @param hosts names of the certificate; `*.` stands for one label */
export async function startFakeInternet(hosts: readonly string[]): Promise<FakeInternet> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'internet-'));
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'fake internet' }], {
    keySize: 2048,
    extensions: [{ name: 'subjectAltName', altNames: hosts.map((value) => ({ type: 2, value })) }],
  });
  const certificate = path.join(folder, 'cert.pem');
  writeFileSync(certificate, cert);
  const sent: SentRequest[] = [];
  let answer: FakeInternet['answer'] = () => ({ status: 404 });
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = '', url = '', headers } = request;
    const one = { host: headers.host ?? '', method, path: url, headers, body: Buffer.concat(chunks).toString() };
    sent.push(one);
    const { status = 200, headers: more = {}, body = '' } = answer(one);
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const type = typeof body === 'string' ? {} : { 'content-type': 'application/json' };
    response.writeHead(status, { ...type, ...more }).end(text);
  };
  const secure = createHttpsServer({ cert, key }, (request, response) => void serve(request, response));
  const proxy = createHttpServer((request, response) => {
    // The managed identity's endpoint of App Service: the token names what it is for.
    const resource = new URL(request.url ?? '', 'http://localhost').searchParams.get('resource') ?? '';
    const token = { access_token: `for:${resource}`, expires_on: `${Math.floor(Date.now() / 1000) + 3_600}`, resource };
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ ...token, token_type: 'Bearer' }));
  });
  proxy.on('connect', (_request, socket) => {
    socket.on('error', () => {});
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    secure.emit('connection', socket);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  return {
    env: {
      HTTPS_PROXY: url,
      NO_PROXY: '',
      NODE_USE_ENV_PROXY: '1',
      NODE_EXTRA_CA_CERTS: certificate,
      IDENTITY_ENDPOINT: `${url}/token`,
      IDENTITY_HEADER: 'secret',
    },
    sent,
    get answer() {
      return answer;
    },
    set answer(next) {
      answer = next;
    },
    stop: async () => {
      secure.closeAllConnections();
      proxy.closeAllConnections();
      await new Promise((resolve) => proxy.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
