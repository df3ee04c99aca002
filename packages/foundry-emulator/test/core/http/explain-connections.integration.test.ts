import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { connect } from 'node:tls';
import { createEmulator, type Emulator } from '../../../src/emulator.ts';

interface Entry {
  readonly event: string;
  readonly message: unknown;
}

const entries: Entry[] = [];
const note = (event: string, fields: Readonly<Record<string, unknown>> = {}) =>
  void entries.push({ event, message: fields.message });
let emulator: Emulator;
beforeAll(async () => {
  emulator = await createEmulator({ log: { info: () => {}, warn: note, error: () => {} } });
});
afterAll(() => emulator?.close());
beforeEach(() => entries.splice(0));

const ofEvent = (event: string) => entries.filter((entry) => entry.event === event);

async function logged(event: string): Promise<Entry> {
  for (let tries = 0; tries < 300; tries++) {
    const [found] = ofEvent(event);
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`${event} was not logged.`);
}

describe('a client that speaks plain http', () => {
  it('is told in plain http to use https and which certificate to trust, and leaves one line in the log', async () => {
    for (let calls = 0; calls < 3; calls++) {
      const response = await fetch(`http://localhost:${emulator.port}/openai/v1/models`);
      expect(response.status).toBe(400);
      const { error } = (await response.json()) as { error: { code: string; message: string } };
      expect(error.code).toBe('https_required');
      expect(error.message).toContain(`https://localhost:${emulator.port}`);
      expect(error.message).toContain(`NODE_EXTRA_CA_CERTS=${emulator.certificate}`);
    }
    expect((await logged('plain_http')).message).toContain(`https://localhost:${emulator.port}`);
    expect(ofEvent('plain_http')).toHaveLength(1);
  });

  it('does not disturb clients that speak https', async () => {
    const socket = connect({ port: emulator.port, host: 'localhost', rejectUnauthorized: false });
    const answer = new Promise<string>((resolve, reject) => {
      let text = '';
      socket.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
      socket.on('end', () => resolve(text));
      socket.on('error', reject);
    });
    socket.write('GET /_emulator/health HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n');
    expect(await answer).toContain('"status":"ok"');
  });
});

describe('a client that does not trust the certificate', () => {
  it('in Node.js leaves one line in the log, which says what to set', async () => {
    // Without trustCertificate: this process does not know the certificate.
    await expect(fetch(`https://localhost:${emulator.port}/_emulator/health`)).rejects.toThrow();
    await expect(fetch(`https://localhost:${emulator.port}/_emulator/health`)).rejects.toThrow();
    expect((await logged('untrusted')).message).toContain(`NODE_EXTRA_CA_CERTS=${emulator.certificate}`);
    expect(ofEvent('untrusted')).toHaveLength(1);
  });
});

describe('a fault of the API for an operation that does not exist', () => {
  it('is refused with 400, and is not armed', async () => {
    const trusted = await createEmulator();
    const ca = readFileSync(trusted.certificate, 'utf8');
    const send = (method: string, body?: object) =>
      new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
        const options = { method, ca, headers: { 'content-type': 'application/json' } };
        request(`${trusted.endpoints.admin}/faults`, options, (response) => {
          let text = '';
          response.on('data', (chunk: Buffer) => {
            text += chunk.toString();
          });
          response.on('end', () => resolve({ status: response.statusCode, text }));
        })
          .on('error', reject)
          .end(body === undefined ? undefined : JSON.stringify(body));
      });
    try {
      const refused = await send('POST', { operation: 'Agents_ListAgnets', status: 500 });
      expect(refused.status).toBe(400);
      expect(refused.text).toContain('the closest is \\"Agents_ListAgents\\"');
      expect(await send('GET')).toMatchObject({ text: '{"faults":[]}' });
      expect(await send('POST', { operation: 'Agents_*', status: 500 })).toMatchObject({ status: 201 });
    } finally {
      await trusted.close();
    }
  });
});

describe('a fault for an operation that does not exist', () => {
  it('is refused with the closest name, at the API and at the start', async () => {
    const message = 'there is no operation "Agents_CreatAgent"; the closest is "Agents_CreateAgent"';
    await expect(createEmulator({ faults: [{ operation: 'Agents_CreatAgent', status: 500 }] })).rejects.toThrow(
      message,
    );
  });
});
