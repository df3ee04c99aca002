import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type RunningService, startService } from '../../../../local/platform/service.ts';

const root = path.resolve(__dirname, '../../../..');
const folder = mkdtempSync(path.join(os.tmpdir(), 'durable-host-'));
const effectsFile = path.join(folder, 'effects');
let host: RunningService | undefined;

const start = async (env: Record<string, string> = {}) => {
  host = await startService({
    name: 'The Functions host',
    script: path.join(root, 'packages/functions-host/src/main.ts'),
    args: [
      '--app',
      path.join(__dirname, 'app'),
      '--port',
      '0',
      '--state',
      path.join(folder, 'state'),
      '--log-format',
      'json',
    ],
    env: { ...process.env, EFFECTS_FILE: effectsFile, LOCAL_HOST_DURABLE_RESUME_AT_ONCE: 'true', ...env },
    logFile: path.join(folder, 'host.log'),
  });
  return `${host.ready.url}`;
};
const post = (url: string, body: unknown) =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

interface Status {
  readonly runtimeStatus: string;
  readonly output: unknown;
  readonly historyEvents?: { readonly EventType: string }[];
}
const status = async (url: string, id: string, query = ''): Promise<Status> =>
  (await fetch(`${url}/runtime/webhooks/durabletask/instances/${id}${query}`)).json() as Promise<Status>;
const ended = async (url: string, id: string): Promise<Status> => {
  for (;;) {
    const now = await status(url, id);
    if (!['Pending', 'Running'].includes(now.runtimeStatus)) return now;
    await sleep(50);
  }
};

beforeEach(() => {
  rmSync(path.join(folder, 'state'), { recursive: true, force: true });
  writeFileSync(effectsFile, '');
});
afterEach(() => host?.stop());
afterAll(() => rmSync(folder, { recursive: true }));

describe('a host that is killed at random moments', () => {
  it('completes every orchestration, with each result once', async () => {
    const ids = Array.from({ length: 8 }, (_, index) => `b${index}`);
    let url = await start();
    for (const id of ids) {
      expect((await post(`${url}/api/start/batch/${id}`, { round: 1, results: [] })).status).toBe(202);
    }
    const kills = 10;
    for (let index = 0; index < kills; index++) {
      await sleep(Math.random() * 400);
      await host?.kill();
      url = await start();
    }
    const effects = () => readFileSync(effectsFile, 'utf8').split('\n');
    for (const id of ids) {
      const results = [1, 2, 3].flatMap((round) =>
        ['first', 'second', 'child'].map((name) => `${id}/${round}/${name}`),
      );
      expect(await ended(url, id)).toMatchObject({ runtimeStatus: 'Completed', output: results });
      for (const result of results) {
        const times = effects().filter((effect) => effect === result).length;
        // At least once; again only when the host died between the effect and the record of it.
        expect(times).toBeGreaterThanOrEqual(1);
        expect(times).toBeLessThanOrEqual(kills + 1);
      }
      const tally = await fetch(`${url}/runtime/webhooks/durabletask/entities/tally/${id}`);
      expect(await tally.json()).toBe(3);
    }
  });

  it('leaves running work locked for its visibility time, as Azure does, unless told otherwise', async () => {
    const first = await start({ LOCAL_HOST_DURABLE_RESUME_AT_ONCE: '', LOCAL_HOST_TEST_CLOCK: 'true' });
    await post(`${first}/runtime/webhooks/durabletask/orchestrators/batch/b`, { round: 3, results: [] });
    while ((await status(first, 'b', '?showHistory=true')).historyEvents?.[1]?.EventType !== 'TaskScheduled')
      await sleep(5);
    await host?.kill();
    const url = await start({ LOCAL_HOST_DURABLE_RESUME_AT_ONCE: '', LOCAL_HOST_TEST_CLOCK: 'true' });
    const advance = (duration: string) => post(`${url}/admin/host/clock`, { advance: duration });
    await advance('PT4M');
    expect(readFileSync(effectsFile, 'utf8')).toBe('');
    await advance('PT2M');
    expect(await ended(url, 'b')).toMatchObject({ runtimeStatus: 'Completed' });
  });
});

describe('the test clock of the host', () => {
  it('fires a timer of a month at once, also after a restart', async () => {
    const month = 30 * 24 * 60 * 60 * 1000;
    const first = await start({ LOCAL_HOST_TEST_CLOCK: 'true' });
    await post(`${first}/api/start/timer/t`, month);
    expect((await post(`${first}/admin/host/clock`, { advance: 'P29D' })).status).toBe(200);
    expect((await status(first, 't')).runtimeStatus).toBe('Running');
    await host?.stop();
    const url = await start({ LOCAL_HOST_TEST_CLOCK: 'true' });
    await post(`${url}/admin/host/clock`, { advance: 'P1D' });
    expect(await status(url, 't')).toMatchObject({ runtimeStatus: 'Completed', output: 'rang' });
  });

  it('describes how to advance it, and exists only when it is enabled', async () => {
    const url = await start({ LOCAL_HOST_TEST_CLOCK: 'true' });
    const wrong = await post(`${url}/admin/host/clock`, { advance: 'tomorrow' });
    expect([wrong.status, await wrong.json()]).toEqual([400, { error: expect.stringContaining('PT1H') }]);
    await host?.stop();
    expect((await post(`${await start()}/admin/host/clock`, { advance: 'PT1H' })).status).toBe(404);
  });
});
