import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type RunningService, startService } from '../../../local/platform/service.ts';
import { trustCertificate } from '../../../local/platform/trust.ts';

let folder: string;
const running: RunningService[] = [];
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'foundry-main-'));
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((service) => service.stop()));
  rmSync(folder, { recursive: true, force: true });
});

async function start(...args: string[]): Promise<RunningService> {
  const service = await startService({
    name: 'The emulator',
    script: path.resolve('packages/foundry-emulator/src/main.mjs'),
    args: ['--port', '0', '--state', folder, '--log-format', 'json', ...args],
    env: { ...process.env, FOUNDRY_PORT: '' },
    logFile: path.join(folder, 'log'),
  });
  running.push(service);
  trustCertificate(`${service.ready.certificate}`);
  return service;
}

const agents = (service: RunningService, method: string, below = '', body?: unknown) =>
  fetch(`${service.ready.foundryProject}/agents${below}?api-version=v1`, {
    method,
    headers: { 'api-key': 'x', 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
const definition = { definition: { kind: 'prompt', model: 'gpt-4o' } };

it('says where it serves, and stops in good order when it is asked to', async () => {
  const emulator = await start();
  expect(emulator.ready).toMatchObject({
    foundryProject: expect.stringMatching(/^https:\/\/localhost:\d+\/api\/projects\/local$/),
    azureOpenAI: expect.stringMatching(/^https:\/\/localhost:\d+$/),
    certificate: path.join(folder, 'certificate', 'cert.pem'),
  });
  await emulator.stop();
  expect(await emulator.ended).toBe('exit code 0');
});

it('reads documents beside the thread that serves, however it was started', async () => {
  const { ready } = await start();
  const ask = async (below: string, init: RequestInit = {}) =>
    (await (
      await fetch(`${ready.foundryProject}/openai/v1/${below}`, {
        ...init,
        headers: { 'api-key': 'x', ...init.headers },
      })
    ).json()) as {
      id: string;
      status: string;
      last_error: unknown;
    };
  const json = { method: 'POST', headers: { 'content-type': 'application/json' } };
  const form = new FormData();
  form.set('purpose', 'assistants');
  form.set('file', new Blob(['<h1>Warranty</h1><p>Five years.</p>']), 'warranty.html');
  const file = await ask('files', { method: 'POST', body: form });
  const store = await ask('vector_stores', { ...json, body: '{}' });
  const attach = { ...json, body: JSON.stringify({ file_id: file.id }) };
  let read = await ask(`vector_stores/${store.id}/files`, attach);
  while (read.status === 'in_progress') {
    await new Promise((resolve) => setTimeout(resolve, 50));
    read = await ask(`vector_stores/${store.id}/files/${file.id}`);
  }
  expect(read).toMatchObject({ status: 'completed', last_error: null });
});

it('loses nothing it has acknowledged, and keeps its clock, when it is killed', async () => {
  const before = await start();
  const names = Array.from({ length: 20 }, (_, number) => `agent-${number}`);
  await Promise.all(
    names.map(async (name) => expect((await agents(before, 'POST', `/${name}/versions`, definition)).status).toBe(200)),
  );
  await fetch(`${before.ready.admin}/clock`, { method: 'POST', body: '{"advance":"P30D"}' });
  await before.kill();

  const after = await start();
  const list = (await (await agents(after, 'GET')).json()) as { data: { name: string }[] };
  expect(list.data.map(({ name }) => name).sort()).toEqual(names.sort());
  const clock = (await (await fetch(`${after.ready.admin}/clock`)).json()) as { now: string };
  expect(Date.parse(clock.now)).toBeGreaterThan(Date.now() + 29 * 86_400_000);
});

it('keeps nothing in memory mode but the certificate', async () => {
  const before = await start('--in-memory');
  await agents(before, 'POST', '/a/versions', definition);
  await before.stop();
  const after = await start('--in-memory');
  expect((await agents(after, 'GET', '/a')).status).toBe(404);
  expect(after.ready.certificate).toBe(before.ready.certificate);
});

describe('does not start, and says why and what to do', () => {
  it('on a state folder that another one works on', async () => {
    await start();
    await expect(start()).rejects.toThrow(/Another emulator already works on the state folder .* Stop it first/);
  });

  it('on a port that is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' ? `${address?.port}` : '';
    await expect(start('--port', port)).rejects.toThrow(new RegExp(`Port ${port} is in use.*--port or FOUNDRY_PORT`));
    other.close();
  });

  it('with an option that there is not', async () => {
    await expect(start('--prot', '1')).rejects.toThrow(/--prot.*The options are:/s);
  });
});
