import { createServer } from 'node:http';
import { cleanUp, failingHost, startHostOn } from './support/host-process.ts';

afterEach(cleanUp);

const http = (name: string, handler: string) =>
  `app.http('${name}', { authLevel: 'anonymous', handler: ${handler} });\n`;
const commonJs = (...functions: string[]) => `const { app } = require('@azure/functions');\n${functions.join('')}`;

describe('an app', () => {
  it('can be CommonJS in several files that a glob matches', async () => {
    const host = await startHostOn({
      'package.json': { main: 'dist/{one,two}.js' },
      'dist/one.js': commonJs(http('one', `async () => ({ body: 'first' })`)),
      'dist/two.js': commonJs(http('two', `async () => ({ body: 'second' })`)),
    });
    expect(await (await fetch(`${host.url}/api/one`)).text()).toBe('first');
    expect(await (await fetch(`${host.url}/api/two`)).text()).toBe('second');
    expect(host.ready).toMatchObject({ state: 'Running', functions: ['one', 'two'] });
  });

  it('can be an ECMAScript module with hooks', async () => {
    const host = await startHostOn({
      'package.json': { type: 'module', main: 'app.js' },
      'app.js': `
        import { app } from '@azure/functions';
        let started = 0;
        app.hook.appStart(() => { started += 1; });
        app.hook.appTerminate((context) => console.log('terminated after', started));
        app.hook.preInvocation((context) => { context.hookData.greeting = 'hello'; });
        app.hook.postInvocation((context) => { context.result = { jsonBody: { ...context.hookData, started } }; });
        app.hook.log((context) => { context.message = context.message.toUpperCase(); });
        app.http('hooked', { authLevel: 'anonymous', handler: async (request, context) => { context.warn('spoken'); } });`,
    });
    expect(await (await fetch(`${host.url}/api/hooked`)).json()).toEqual({ greeting: 'hello', started: 1 });
    const said = host.log().find(({ message }) => message === 'SPOKEN');
    expect(said).toMatchObject({ level: 'warning', category: 'Function.hooked.User', function: 'hooked' });
    await host.stop();
    expect(host.log().map(({ message }) => message)).toContain('terminated after 1');
  });

  it('gets its settings as environment variables, with precedence for the environment, and without the keys of the host', async () => {
    const host = await startHostOn(
      {
        'local.settings.json': {
          Values: {
            FROM_FILE: 'file',
            FROM_BOTH: 'file',
            languageWorkers__node__arguments: '--max-semi-space-size=4  --trace-warnings',
          },
        },
        'app.cjs': commonJs(
          http('env', 'async () => ({ jsonBody: { ...process.env, ARGUMENTS: process.execArgv.join() } })'),
        ),
      },
      { env: { FROM_BOTH: 'environment', LOCAL_HOST_MASTER_KEY: 'secret' } },
    );
    const env = (await (await fetch(`${host.url}/api/env`)).json()) as Record<string, string>;
    expect(env).toMatchObject({
      FROM_FILE: 'file',
      FROM_BOTH: 'environment',
      WEBSITE_HOSTNAME: new URL(host.url).host,
    });
    expect(env).not.toHaveProperty('LOCAL_HOST_MASTER_KEY');
    expect(env.ARGUMENTS).toMatch(/,--max-semi-space-size=4,--trace-warnings$/);
  });

  it('keeps its other functions when one has an unknown binding', async () => {
    const host = await startHostOn({
      'app.cjs': commonJs(
        http('good', `async () => ({ body: 'fine' })`),
        `app.cosmosDB('bad', { connection: 'X', databaseName: 'd', containerName: 'c', handler: async () => {} });`,
      ),
    });
    expect(host.ready).toMatchObject({ functions: ['good'], refused: ['bad'] });
    expect(host.log()).toContainEqual(
      expect.objectContaining({
        level: 'error',
        function: 'bad',
        message: expect.stringContaining('"cosmosDBTrigger"'),
      }),
    );
    expect(await (await fetch(`${host.url}/api/good`)).text()).toBe('fine');
  });
});

describe('a worker process', () => {
  const fragile = commonJs(
    http('pid', 'async () => ({ body: String(process.pid) })'),
    http('exit', 'async () => process.exit(3)'),
    http('stray', `async () => new Promise(() => { setTimeout(() => { throw new Error('stray'); }); })`),
    http('spin', 'async () => { for (;;); }'),
  );
  const hostJson = { version: '2.0', functionTimeout: '00:00:01' };
  const pid = async (url: string) => Number(await (await fetch(`${url}/api/pid`)).text());

  it.each(['exit', 'stray', 'spin'])('fails only the call that ended it (%s) and is replaced', async (name) => {
    const host = await startHostOn({ 'app.cjs': fragile, 'host.json': hostJson });
    const first = await pid(host.url);
    expect((await fetch(`${host.url}/api/${name}`)).status).toBe(500);
    const second = await pid(host.url);
    expect(second).not.toBe(first);
    expect(second).toBeGreaterThan(0);
  });

  it('ends with a killed host', async () => {
    const host = await startHostOn({ 'app.cjs': fragile });
    const worker = await pid(host.url);
    await host.kill();
    await gone(worker);
  });
});

describe('stopping', () => {
  const begun = async (log: () => Record<string, unknown>[]) => {
    while (!log().some(({ message }) => message === 'begun')) await new Promise((resolve) => setTimeout(resolve, 20));
  };

  it('waits for running work, takes nothing new and ends with exit code 0', async () => {
    const host = await startHostOn({
      'app.cjs': commonJs(
        http(
          'slow',
          `async (request, context) => {
          context.log('begun');
          await new Promise((resolve) => setTimeout(resolve, 600));
          return { body: 'done' };
        }`,
        ),
      ),
    });
    const answer = fetch(`${host.url}/api/slow`).then((response) => response.text());
    await begun(host.log);
    const stopped = host.stop();
    expect(await answer).toBe('done');
    await stopped;
    expect(await host.ended).toBe('exit code 0');
    await expect(fetch(`${host.url}/api/slow`)).rejects.toThrow();
  });

  it('does not wait after a second signal', async () => {
    const stuck = `async (request, context) => { context.log('begun'); await new Promise(() => {}); }`;
    const host = await startHostOn({ 'app.cjs': commonJs(http('stuck', stuck)) });
    const answer = fetch(`${host.url}/api/stuck`).catch(() => 'broken off');
    await begun(host.log);
    process.kill(host.pid, 'SIGINT');
    process.kill(host.pid, 'SIGTERM');
    expect(await host.ended).toBe('exit code 130');
    expect(await answer).toBe('broken off');
  });
});

describe('HTTP', () => {
  it('with enableHttpStream sends the parts of a response as they arrive', async () => {
    const host = await startHostOn({
      'app.cjs': commonJs(
        'app.setup({ enableHttpStream: true });\nlet go; const more = new Promise((resolve) => { go = resolve; });\n',
        http(
          'parts',
          `async () => ({ body: (async function* () { yield Buffer.from('one'); await more; yield Buffer.from('two'); })() })`,
        ),
        http('go', `async (request) => { const text = await request.text(); go(); return { body: text }; }`),
      ),
    });
    const response = await fetch(`${host.url}/api/parts`);
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader?.read())?.value).toBe('one');
    // The second part is only sent after this request, whose own body is streamed, too.
    expect(await (await fetch(`${host.url}/api/go`, { method: 'POST', body: 'on' })).text()).toBe('on');
    expect((await reader?.read())?.value).toBe('two');
    expect((await reader?.read())?.done).toBe(true);
  });

  it('with enableHttpStream opens no port to other machines', async () => {
    const report = `process.report.getReport().libuv.filter(({ type, localEndpoint }) => type === 'tcp' && localEndpoint).map(({ localEndpoint }) => localEndpoint.ip4 ?? localEndpoint.ip6)`;
    const host = await startHostOn({
      'app.cjs': commonJs(
        'app.setup({ enableHttpStream: true });\n',
        http('f', `async () => ({ jsonBody: ${report} })`),
      ),
    });
    const addresses = (await (await fetch(`${host.url}/api/f`)).json()) as string[];
    expect(new Set(addresses)).toEqual(new Set(['127.0.0.1']));
  });

  it('honours prefix, chunked bodies and headers of host.json', async () => {
    const settings = {
      routePrefix: '',
      enableChunkedRequestBinding: true,
      customHeaders: { 'X-Frame-Options': 'DENY' },
    };
    const host = await startHostOn({
      'host.json': { version: '2.0', extensions: { http: settings } },
      'app.cjs': commonJs(http('echo', 'async (request) => ({ body: await request.text() })')),
    });
    const body = new ReadableStream({
      start: (c) => {
        c.enqueue(new TextEncoder().encode('in parts'));
        c.close();
      },
    });
    const response = await fetch(`${host.url}/echo`, { method: 'POST', body, duplex: 'half' } as RequestInit);
    expect(await response.text()).toBe('in parts');
    expect(response.headers.get('x-frame-options')).toBe('DENY');
  });

  it('requires keys only when told to', async () => {
    const files = {
      'app.cjs': `require('@azure/functions').app.http('f', { authLevel: 'function', handler: async () => ({}) });`,
    };
    const open = await startHostOn(files);
    expect((await fetch(`${open.url}/api/f`)).status).toBe(200);
    const closed = await startHostOn(files, { args: ['--enforce-keys'], env: { LOCAL_HOST_FUNCTION_KEY: 'k' } });
    expect((await fetch(`${closed.url}/api/f`)).status).toBe(401);
    expect((await fetch(`${closed.url}/api/f?code=k`)).status).toBe(200);
    expect(JSON.stringify(closed.log())).not.toContain('code=k');
  });
});

describe('a host that cannot start', () => {
  const app = commonJs(http('f', 'async () => ({})'));

  it.each([
    ['the app is not built', {}, /The app is not built: no file matches "app\.cjs".*npm run build/],
    ['package.json is missing', { 'package.json': undefined }, /has no package\.json/],
    ['package.json has no main', { 'package.json': {} }, /has no "main"/],
    ['host.json is wrong', { 'app.cjs': app, 'host.json': { version: '2.0', functionTimeout: 5 } }, /functionTimeout/],
    [
      'a section of it is wrong',
      { 'app.cjs': app, 'host.json': { version: '2.0', extensions: { http: { routePrefix: 5 } } } },
      /extensions\.http.*routePrefix/,
    ],
    [
      'the app throws while it loads',
      { 'app.cjs': `throw new Error('no such luck')` },
      /app\.cjs failed with\nError: no such luck/,
    ],
    [
      'the app ends its process while it loads',
      { 'app.cjs': 'process.exit(7)' },
      /while it was loaded \(exit code 7\)/,
    ],
    ['a function name is used twice', { 'app.cjs': `${app}${http('F', 'async () => ({})')}` }, /"F" is used twice/],
    ['there is no function', { 'app.cjs': '' }, /registered no function/],
  ])('exits with code 1 and the cause when %s', async (_why, files, words) => {
    const { code, said } = await failingHost(files);
    expect(said).toMatch(words);
    expect(code).toBe(1);
  });

  it('exits with the remedy when its port is in use', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    try {
      const { code, said } = await failingHost({ 'app.cjs': app }, ['--port', `${port}`]);
      expect(said).toMatch(new RegExp(`Port ${port}.*is in use.*--port`));
      expect(code).toBe(1);
    } finally {
      server.close();
    }
  });
});

async function gone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
