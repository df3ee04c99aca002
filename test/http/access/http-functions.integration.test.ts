import http from 'node:http';
import { discoverOAuthProtectedResourceMetadata, extractWWWAuthenticateParams } from '@modelcontextprotocol/client';
import { openStorage } from '../../../shared/azure/storage/storage.ts';
import { localPlatform, type TestPlatform } from '../../support/platform.ts';
import { startTokenIssuer, type TokenIssuer } from '../../support/token-issuer.ts';

interface HttpTrigger {
  readonly name: string;
  readonly method: string;
  readonly url: string;
}

let issuer: TokenIssuer;
let platform: TestPlatform;
beforeAll(async () => {
  issuer = await startTokenIssuer();
  platform = await localPlatform({ hostEnv: { ...issuer.settings, HTTP_CALLS_PER_MINUTE: '60' } });
});
afterAll(async () => {
  await platform?.stop();
  await issuer?.stop();
});

/** Every HTTP function of the app, from the host's own list. */
async function httpFunctions(): Promise<HttpTrigger[]> {
  const listed = await fetch(`${platform.endpoints.functions}/admin/functions`);
  const functions = (await listed.json()) as {
    name: string;
    config: { bindings: { type: string; methods?: string[] }[] };
    invoke_url_template?: string;
  }[];
  return functions.flatMap(({ name, config, invoke_url_template: template }) => {
    const trigger = config.bindings.find(({ type }) => type === 'httpTrigger');
    if (!trigger || !template) return [];
    const { pathname } = new URL(template.replace(/\{[^}]*\}/g, 'x'));
    return [
      {
        name,
        method: (trigger.methods?.[0] ?? 'GET').toUpperCase(),
        url: `${platform.endpoints.functions}${pathname}`,
      },
    ];
  });
}

const ask = async (path: string, token?: string, init: RequestInit = {}) =>
  fetch(`${platform.endpoints.functions}/api/${path}`, {
    ...init,
    headers: {
      'x-forwarded-for': `10.0.0.${path.length}`,
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
  });

/** A fine-tuning job that was accepted would stand in this queue or table. */
async function jobs(): Promise<number> {
  let count = 0;
  const table = openStorage({ connectionString: platform.endpoints.storage }).table('Jobs');
  await table.createTable().catch(() => undefined);
  for await (const _ of table.listEntities()) count += 1;
  return count;
}

describe('with HTTP_AUTH=entra', () => {
  it('every HTTP function but health, the static files of the console and the metadata of the MCP server asks for a token', async () => {
    const functions = await httpFunctions();
    expect(functions.length).toBeGreaterThan(8);
    const answers = await Promise.all(
      functions.map(async ({ name, method, url }) => {
        const { status } = await fetch(url, { method, headers: { 'x-forwarded-for': `10.1.0.${name.length}` } });
        return [name, status] as const;
      }),
    );
    expect(answers.filter(([, status]) => status !== 401)).toEqual([
      // The console has no file "x".
      ['consoleFiles', 404],
      ['health', 200],
      ['healthLive', 200],
      ['toolsMcpMetadata', 200],
    ]);
  });

  it('tells a client of the MCP server where to get a token', async () => {
    const refused = await ask('mcp', undefined, { method: 'POST', body: '{}' });
    expect(refused.status).toBe(401);
    const { resourceMetadataUrl = '' } = extractWWWAuthenticateParams(refused);
    const server = new URL('/api/mcp', platform.endpoints.functions);
    expect(await discoverOAuthProtectedResourceMetadata(server, { resourceMetadataUrl })).toMatchObject({
      resource: server.href,
      authorization_servers: [issuer.settings.ENTRA_ISSUER],
      scopes_supported: [`${issuer.settings.ENTRA_AUDIENCE}/.default`],
    });
  });

  it.each<[string, Record<string, unknown>, object]>([
    ['is an ID token: it names no client', { azp: undefined }, {}],
    ['is an ID token: it has a nonce', { nonce: 'n' }, {}],
    ['names no key', {}, { header: { kid: undefined } }],
    ['names an unknown key', {}, { header: { kid: 'two' } }],
  ])('answers 401 when the token %s', async (_, claims, how) => {
    expect((await ask('jobs', await issuer.token(claims, how))).status).toBe(401);
  });

  it('accepts access tokens of both versions', async () => {
    for (const claims of [{ azp: 'client' }, { azp: undefined, appid: 'client' }])
      expect((await ask('jobs', await issuer.token(claims))).status).toBe(200);
  });

  it('lets in who holds the role, and names the request', async () => {
    const answer = await ask('jobs', await issuer.token());
    expect(answer.status).toBe(200);
    expect(answer.headers.get('x-correlation-id')).toMatch(/^[\w-]+$/);
    const tool = await ask('tools/get_order_status', await issuer.token({ roles: ['Agent'], oid: 'agent' }), {
      method: 'POST',
      body: '{"orderNumber":5}',
    });
    expect(tool.status).toBe(400);
  });

  const past = Math.floor(Date.now() / 1000) - 3_600;
  it.each<[string, () => Promise<string>, number]>([
    ['a token for another app', () => issuer.token({ aud: 'api://other' }), 401],
    ['a token of another tenant', () => issuer.token({ iss: 'https://login.example/other/v2.0' }), 401],
    ['a token that has expired', () => issuer.token({ exp: past }), 401],
    ['a token that is not valid yet', () => issuer.token({ nbf: past + 7_200 }), 401],
    ['a token somebody else has signed', () => issuer.token({}, { stranger: true }), 401],
    ['a token nobody has signed', async () => `${btoa('{"alg":"none"}').replaceAll('=', '')}.e30.x`, 401],
    ['a reader', () => issuer.token({ oid: 'reader' }), 403],
    ['an agent', () => issuer.token({ roles: ['Agent'], oid: 'agent-2' }), 403],
    ['somebody without a role', () => issuer.token({ roles: [], oid: 'nobody' }), 403],
  ])('does not let %s start a job', async (_, token, status) => {
    const before = await jobs();
    const answer = await ask('fine-tuning/jobs', await token(), {
      method: 'POST',
      body: '{"model":"m","training":"a/b"}',
    });
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ status, code: status === 401 ? 'unauthorized' : 'forbidden' });
    expect(await jobs()).toBe(before);
  });

  it('does nothing for a body that is too large', async () => {
    const body = JSON.stringify({ orderNumber: '5001', padding: 'x'.repeat(300_000) });
    const token = await issuer.token({ roles: ['Operator'], oid: 'large' });
    expect((await ask('tools/get_order_status', token, { method: 'POST', body })).status).toBe(413);
  });

  it('does nothing for a body that is cut off', async () => {
    const { port } = new URL(platform.endpoints.functions);
    const before = await jobs();
    const headers = { 'content-length': 1_000, authorization: `Bearer ${await issuer.token({ roles: ['Operator'] })}` };
    await new Promise<void>((resolve) => {
      const request = http.request({ port, host: '127.0.0.1', method: 'POST', path: '/api/fine-tuning/jobs', headers });
      request.on('error', () => resolve());
      request.write('{"model":', () => request.destroy());
    });
    expect(await jobs()).toBe(before);
  });

  it('does nothing for a body that drips in, and does not wait for all of it', async () => {
    const { port } = new URL(platform.endpoints.functions);
    const before = await jobs();
    const headers = { 'content-length': 1_000, authorization: `Bearer ${await issuer.token({ roles: ['Operator'] })}` };
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const request = http.request({ port, host: '127.0.0.1', method: 'POST', path: '/api/fine-tuning/jobs', headers });
      const drip = setInterval(() => request.write(' '), 500);
      request.on('response', (response) => {
        clearInterval(drip);
        resolve(response.statusCode);
        request.destroy();
      });
      request.on('error', (error) => {
        clearInterval(drip);
        reject(error);
      });
    });
    // The Functions host answers before the app is called, and it answers 500 like the real host.
    expect(status).toBe(500);
    expect(await jobs()).toBe(before);
  });

  it('tells a caller over the rate limit when to come back', async () => {
    const token = await issuer.token({ oid: 'eager' });
    let refused: Response | undefined;
    // A second brings one more request, so that a slow machine needs more than the 60 of a minute.
    for (let sent = 0; sent < 600 && refused === undefined; sent += 70) {
      const answers = await Promise.all(Array.from({ length: 70 }, () => ask('operations/agents', token)));
      refused = answers.find(({ status }) => status === 429);
    }
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await ask('jobs', await issuer.token({ oid: 'patient' }))).status).toBe(200);
  });
});
