import type { IncomingRequest } from '../../src/server/incoming-request.ts';
import { requestGuard } from '../../src/server/request-guard.ts';

const guard = requestGuard({ allowedHosts: ['dev.box'], allowedOrigins: ['http://localhost:3000'] });

const request = (method: string, headers: Record<string, string>, path = '/api/jobs') =>
  ({ method, path, query: '', url: '', headers: { host: 'localhost:7071', ...headers } }) as unknown as IncomingRequest;

describe('requests from web pages', () => {
  it.each(['localhost:7071', '127.0.0.1:7071', '[::1]:7071', 'app.localhost', 'dev.box:7071', 'other.example.test'])(
    'are served under the host name %s',
    (host) => {
      expect(guard.check(request('POST', { host }))).toBeUndefined();
    },
  );

  it.each(['attacker.com', 'attacker.com:7071', '127.0.0.1.attacker.com', '10.0.0.5:7071', 'localhost.attacker.com.'])(
    'are refused under the host name %s, GET included, because its DNS may point here',
    (host) => {
      expect(guard.check(request('GET', { host }))).toMatchObject({ status: 403 });
    },
  );

  it.each([
    [{ origin: 'http://attacker.com' }],
    [{ origin: 'null' }],
    [{ origin: 'http://localhost:8080' }],
    [{ origin: 'https://localhost:7071' }],
    [{ 'sec-fetch-site': 'cross-site' }],
    [{ 'sec-fetch-site': 'same-site' }],
  ])('that change something are refused from another origin: %j', (headers) => {
    for (const path of ['/api/jobs', '/admin/host/functionkeys/x', '/runtime/webhooks/durabletask/orchestrators/x']) {
      expect(guard.check(request('POST', headers, path))).toMatchObject({ status: 403 });
    }
    expect(guard.check(request('GET', headers))).toBeUndefined();
  });

  it.each([
    [{}],
    [{ origin: 'http://localhost:7071' }],
    [{ origin: 'http://localhost:7071', 'sec-fetch-site': 'same-origin' }],
    [{ 'sec-fetch-site': 'none' }],
    [{ origin: 'http://localhost:3000' }],
  ])('that change something are served from this origin, an allowed one, or no page: %j', (headers) => {
    expect(guard.check(request('POST', headers))).toBeUndefined();
  });

  it("need a JSON body for the host's own API", () => {
    const page = { origin: 'http://localhost:7071', 'content-type': 'text/plain' };
    expect(guard.check(request('POST', page, '/admin/functions/x'))).toMatchObject({ status: 415 });
    expect(guard.check(request('POST', { 'content-type': 'text/plain' }, '/admin/functions/x'))).toBeUndefined();
    expect(guard.check(request('POST', page))).toBeUndefined();
  });

  it('get CORS headers when their origin is allowed', () => {
    expect(guard.corsHeaders(request('GET', { origin: 'http://localhost:3000' }))).toEqual({
      'access-control-allow-origin': 'http://localhost:3000',
      vary: 'Origin',
    });
    expect(guard.corsHeaders(request('GET', { origin: 'http://attacker.com' }))).toEqual({});
  });
});
