import { cleanUp, type HostProcess, startHostOn } from './support/host-process.ts';

const app = `
  const { app } = require('@azure/functions');
  const http = (name, options) => app.http(name, { authLevel: 'anonymous', handler: async () => ({ body: name }), ...options });
  http('alpha', { route: 'shared' });
  http('beta', { route: 'Shared/', methods: ['POST', 'PUT'] });
  http('gamma', { route: 'shared', methods: ['PATCH'] });
  http('administrators', { route: 'administrators' });
  http('no spaces', {});
  http('off', { authLevel: 'function' });
  app.timer('clock', { schedule: '0 0 5 1 1 *', useMonitor: false, handler: async (timer, context) => context.log('the clock ran') });
`;
const settings = { Values: { 'AzureWebJobs.off.Disabled': 'true', 'AzureWebJobs.clock.Disabled': 'true' } };
const master = { 'x-functions-key': 'm' };

describe('the admin API', () => {
  let host: HostProcess;
  beforeAll(async () => {
    const env = { LOCAL_HOST_MASTER_KEY: 'm', LOCAL_HOST_FUNCTION_KEY: 'h' };
    host = await startHostOn({ 'app.cjs': app, 'local.settings.json': settings }, { args: ['--enforce-keys'], env });
  });
  afterAll(cleanUp);

  const ask = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    fetch(`${host.url}${path}`, {
      method,
      headers: { ...master, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  const json = async (method: string, path: string, body?: unknown): Promise<Record<string, unknown>> => {
    const response = await ask(method, path, body);
    return { status: response.status, ...((await response.json()) as Record<string, unknown>) };
  };
  const errorsOf = async (name: string) => (await json('GET', `/admin/functions/${name}/status`)).errors;

  it('reports the error of a refused function and keeps the others running', async () => {
    expect(await errorsOf('beta')).toEqual([
      "The route specified conflicts with the route defined by function 'alpha'.",
    ]);
    expect(await errorsOf('administrators')).toEqual([
      'The specified route conflicts with one or more built in routes.',
    ]);
    expect(await errorsOf('no%20spaces')).toEqual(["'no spaces' is not a valid function name."]);
    expect([await errorsOf('alpha'), await errorsOf('gamma')]).toEqual([undefined, undefined]);
    expect(await (await ask('POST', '/api/shared')).text()).toBe('alpha');
    expect(await (await ask('PATCH', '/api/shared')).text()).toBe('gamma');
  });

  it('runs a function manually, disabled ones included', async () => {
    expect((await ask('POST', '/admin/functions/CLOCK', { input: 5 })).status).toBe(202);
    while (!host.log().some(({ message }) => message === 'the clock ran'))
      await new Promise((go) => setTimeout(go, 20));
  });

  it.each([
    [{}, {}, 202],
    ['', {}, 400],
    [{ Input: { a: 1 } }, {}, 400],
    [{}, { 'content-type': 'text/plain' }, 415],
  ])('answers %j with headers %j to a run with %d', async (body, headers, status) => {
    expect((await ask('POST', '/admin/functions/clock', body, headers)).status).toBe(status);
  });

  it('asks for a key before it runs a disabled function, and needs the master key', async () => {
    expect((await fetch(`${host.url}/api/off`)).status).toBe(401);
    expect((await fetch(`${host.url}/api/off?code=h`)).status).toBe(404);
    expect(await (await ask('GET', '/api/off')).text()).toBe('off');
  });

  it('lists, creates, sets and deletes keys, and each key opens its own scope only', async () => {
    const opens = async (code: unknown) => (await fetch(`${host.url}/api/off?code=${code}`)).status === 404;
    const keys = '/admin/functions/off/keys';
    const first = await json('GET', keys);
    expect(first.links).toEqual([{ rel: 'self', href: `${host.url}${keys}` }]);
    expect(first.keys).toEqual([{ name: 'default', value: expect.stringMatching(/^[\w-]{54}==$/) }]);

    const made = await json('POST', `${keys}/mine`);
    expect(made).toMatchObject({ status: 201, name: 'mine' });
    expect(await opens(made.value)).toBe(true);
    expect(await json('PUT', `${keys}/mine`, { value: 'chosen' })).toMatchObject({ status: 200, value: 'chosen' });
    expect([await opens(made.value), await opens('chosen')]).toEqual([false, true]);
    expect((await ask('PUT', `${keys}/mine`, {})).status).toBe(400);
    expect((await ask('DELETE', `${keys}/mine`)).status).toBe(204);
    expect((await ask('DELETE', `${keys}/mine`)).status).toBe(404);
    expect(await opens('chosen')).toBe(false);
    expect((await ask('GET', '/admin/functions/nothing/keys')).status).toBe(404);
  });

  it("shows the host's own keys to the master key only", async () => {
    expect(await json('GET', '/admin/host/keys')).toMatchObject({ keys: [{ name: 'default', value: 'h' }] });
    expect(await json('GET', '/admin/host/systemkeys/_master')).toMatchObject({ value: 'm' });
    expect((await ask('DELETE', '/admin/host/systemkeys/_master')).status).toBe(400);
    expect((await fetch(`${host.url}/admin/host/keys?code=h`)).status).toBe(403);
  });
});

describe('an invalid route', () => {
  afterAll(cleanUp);

  it('stops every function with 503, and the host names the route', async () => {
    const host = await startHostOn({
      'app.cjs': `
        const { app } = require('@azure/functions');
        app.http('good', { authLevel: 'anonymous', handler: async () => ({}) });
        app.http('bad', { route: 'orders/{id', authLevel: 'anonymous', handler: async () => ({}) });`,
    });
    expect(host.ready.state).toBe('Error');
    const answers = ['/api/good', '/', '/runtime/webhooks/x'].map(
      async (path) => (await fetch(`${host.url}${path}`)).status,
    );
    expect(await Promise.all(answers)).toEqual([503, 503, 503]);
    const status = (await (await fetch(`${host.url}/admin/host/status`)).json()) as { state: string; errors: string[] };
    expect(status.state).toBe('Error');
    expect(status.errors).toEqual([
      expect.stringMatching(/The function bad stops the whole app\. The route "orders\/\{id"/),
    ]);
    expect(host.log()).toContainEqual(expect.objectContaining({ level: 'critical', message: status.errors[0] }));
  });
});
