import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cleanUp, type HostProcess, startHostOn } from './support/host-process.ts';

afterAll(cleanUp);

const MASTER = 'reload-test-master-key';

const version = (text: string, more = '') => `
const { app } = require('@azure/functions');
app.http('version', { methods: ['GET'], authLevel: 'anonymous', handler: async (request) => {
  const pause = Number(request.query.get('pause') ?? 0);
  await new Promise((resolve) => setTimeout(resolve, pause));
  return { body: '${text}' };
} });
${more}
`;

const other = `app.http('other', { methods: ['GET'], authLevel: 'anonymous', handler: async () => ({ body: 'other' }) });`;

async function reload(host: HostProcess, key: string | undefined = MASTER) {
  const response = await fetch(`${host.url}/admin/host/reload`, {
    method: 'POST',
    headers: key === undefined ? {} : { 'x-functions-key': key },
  });
  return { status: response.status, body: response.status === 401 ? undefined : await response.json() };
}

const get = async (host: HostProcess, route: string) => {
  const response = await fetch(`${host.url}/api/${route}`);
  return response.ok ? response.text() : response.status;
};

describe('reloading the app', () => {
  let host: HostProcess;
  let write: (code: string) => void;

  beforeAll(async () => {
    host = await startHostOn(
      { 'app.cjs': version('one') },
      { env: { LOCAL_HOST_MASTER_KEY: MASTER }, args: ['--log-invocations'] },
    );
    write = (code) => writeFileSync(path.join(host.app, 'app.cjs'), code);
  });

  it('serves the new version, and finishes calls that began in the previous one', async () => {
    const running = get(host, 'version?pause=1500');
    await sleep(200);
    write(version('two', other));
    const { status, body } = await reload(host);
    expect(status).toBe(200);
    expect(body).toMatchObject({ outcome: 'reloaded', functions: ['other', 'version'], refused: [], draining: 1 });
    expect(await get(host, 'version')).toBe('two');
    expect(await get(host, 'other')).toBe('other');
    expect(await running).toBe('one');
  });

  it('removes functions that the new version lacks', async () => {
    write(version('three'));
    await reload(host);
    expect(await get(host, 'other')).toBe(404);
  });

  it.each([
    ['throws while it loads', `throw new Error('broken on purpose');`, /broken on purpose/],
    ['has a syntax error', 'const = ;', /app\.cjs/],
    [
      'declares a route that cannot be parsed',
      version('x').replace("methods: ['GET']", "route: '{a', methods: ['GET']"),
      /\{a/,
    ],
  ])('keeps the previous version when the new one %s', async (_case, code, problem) => {
    write(code);
    const { status, body } = await reload(host);
    expect(status).toBe(422);
    expect(body).toMatchObject({ outcome: 'kept', problem: expect.stringMatching(problem) });
    expect(await get(host, 'version')).toBe('three');
  });

  it('needs the master key, although other calls need none', async () => {
    write(version('four'));
    const missing = await fetch(`${host.url}/admin/host/reload`, { method: 'POST' });
    expect(missing.status).toBe(401);
    expect((await reload(host, 'wrong')).status).toBe(401);
    expect(await get(host, 'version')).toBe('three');
  });

  it('loses no call and mixes no versions over many reloads', async () => {
    const answers: (string | number)[] = [];
    let done = false;
    const callers = Array.from({ length: 4 }, async () => {
      while (!done) answers.push(await get(host, 'version?pause=20'));
    });
    for (let edit = 1; edit <= 10; edit++) {
      write(version(`edit ${edit}`));
      expect((await reload(host)).status).toBe(200);
      expect(await get(host, 'version')).toBe(`edit ${edit}`);
    }
    done = true;
    await Promise.all(callers);
    expect(answers.filter((answer) => typeof answer === 'number')).toEqual([]);
    expect(answers.length).toBeGreaterThan(50);
  });

  it('reports each invocation with its outcome', () => {
    const invocations = host.log().filter(({ event }) => event === 'invocation');
    expect(invocations[0]).toEqual({
      event: 'invocation',
      time: expect.any(String),
      function: 'version',
      trigger: 'httpTrigger',
      invocationId: expect.any(String),
      duration: expect.any(Number),
      outcome: 'succeeded',
      attempt: 1,
      reason: 'GET /api/version',
      status: 200,
    });
  });
});
