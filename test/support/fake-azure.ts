import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { trustCertificate } from '../../local/platform/trust.ts';
import { loadCertificate } from '../../packages/foundry-emulator/src/core/http/certificate.ts';

/** A request to the management API. */
export interface AskedAzure {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
}

/** A stand-in of Azure's management API on loopback. */
export interface FakeAzure {
  readonly url: string;
  /** Answers by method and path, without query; an answer that has a `status` is an error. */
  readonly answers: Map<string, (asked: AskedAzure) => unknown>;
  /** Answers every other request; 404 by default. */
  otherwise: (asked: AskedAzure) => unknown;
  readonly asked: AskedAzure[];
  stop(): Promise<void>;
}

export async function startFakeAzure(): Promise<FakeAzure> {
  const folder = mkdtempSync(path.join(tmpdir(), 'azure-'));
  const { file, certificate: cert, key } = await loadCertificate(folder);
  trustCertificate(file);
  const answers: FakeAzure['answers'] = new Map();
  const asked: AskedAzure[] = [];
  let otherwise: FakeAzure['otherwise'] = () => refusal(404, 'ResourceNotFound', 'It was not found.');
  const server = createServer({ cert, key }, (request, response) => {
    const url = new URL(request.url ?? '', 'https://localhost');
    const one = { method: request.method ?? '', path: url.pathname, query: Object.fromEntries(url.searchParams) };
    asked.push(one);
    const answer = request.headers.authorization
      ? (answers.get(`${one.method} ${one.path}`) ?? otherwise)(one)
      : refusal(401, 'AuthenticationFailed', 'There is no token.');
    const { status = 200, ...body } = answer as { status?: number };
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `https://localhost:${(server.address() as AddressInfo).port}`,
    answers,
    asked,
    get otherwise() {
      return otherwise;
    },
    set otherwise(answer) {
      otherwise = answer;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** An error as the management API words it. */
export const refusal = (status: number, code: string, message: string) => ({ status, error: { code, message } });
