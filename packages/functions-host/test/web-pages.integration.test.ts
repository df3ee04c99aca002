import { createServer } from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { hasChromium, openPage, type Page } from '../../../test/support/chromium.ts';
import { cleanUp, type HostProcess, startHostOn } from './support/host-process.ts';

const app = `
const { app } = require('@azure/functions');
const started = [];
app.http('jobs', { methods: ['POST'], authLevel: 'anonymous', handler: async (request) => {
  started.push(await request.text());
  return { status: 202 };
} });
app.http('started', { methods: ['GET'], authLevel: 'anonymous', handler: async () => ({ jsonBody: started }) });
app.http('page', { methods: ['GET'], authLevel: 'anonymous', handler: async () => ({ headers: { 'content-type': 'text/html' }, body: '<title>console</title>' }) });
`;

/** Sends bytes and returns everything that comes back until the connection closes. */
function exchange(port: number, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = net.connect(port, '127.0.0.1', () => socket.write(request));
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1');
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}

let host: HostProcess;
beforeAll(async () => {
  host = await startHostOn({ 'app.cjs': app });
});
afterAll(cleanUp);

const started = async () => (await fetch(`${host.url}/api/started`)).json();

describe('a response to HEAD', () => {
  it('has no content-length and keeps the connection, as on the real host', async () => {
    const { port } = new URL(host.url);
    const head = `HEAD /api/absent HTTP/1.1\r\nHost: localhost\r\n\r\n`;
    const get = `GET /api/absent HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`;
    const [, first = '', second = ''] = (await exchange(Number(port), head + get)).split('HTTP/1.1 ');
    expect(first).toMatch(/^404 /);
    expect(first).not.toMatch(/content-length|transfer-encoding/i);
    expect(second).toMatch(/^404 [\s\S]*content-length: 0/i);
  });
});

(hasChromium ? describe : describe.skip)('a page in a real browser', () => {
  const attacker = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<title>attacker</title>');
  });
  let page: Page;

  beforeAll(async () => {
    await new Promise<void>((resolve) => attacker.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => page.close());
  afterAll(() => {
    attacker.close();
  });

  const post = (mode: string) => `fetch('${host.url}/api/jobs', {
    method: 'POST', mode: '${mode}', headers: { 'content-type': 'text/plain' }, body: 'from the page',
  }).then((response) => response.type + ' ' + response.status, (error) => error.name)`;

  it('of another origin cannot start a job, by fetch or by a form', async () => {
    page = await openPage(`http://localhost:${(attacker.address() as AddressInfo).port}/`);
    expect(await page.evaluate(post('no-cors'))).toBe('opaque 0');
    expect(await page.evaluate(post('cors'))).toBe('TypeError');
    await page.evaluate(`(() => {
      const form = Object.assign(document.createElement('form'), { method: 'POST', action: '${host.url}/api/jobs' });
      document.body.append(form);
      form.submit();
    })()`);
    await page.until(`location.href.startsWith('${host.url}')`);
    expect(await started()).toEqual([]);
  });

  it('of the app itself can', async () => {
    page = await openPage(`${host.url}/api/page`);
    expect(await page.evaluate(post('same-origin'))).toBe('basic 202');
    expect(await started()).toEqual(['from the page']);
  });
});
