import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { startEmulator, type TestEmulator } from '../support/emulator.ts';

let emulator: TestEmulator;
beforeAll(async () => {
  emulator = await startEmulator();
  await emulator.project.agents
    .createVersion('<b>support', { kind: 'prompt', model: 'gpt-4o' } as never)
    .catch(() => {});
  await emulator.project.agents.createVersion('support', { kind: 'prompt', model: 'gpt-4o' } as never);
});
afterAll(() => emulator.close());

it('the console is a page that loads nothing from elsewhere', async () => {
  const page = await fetch(`${emulator.endpoints.admin}/`);
  expect(page.headers.get('content-type')).toMatch('text/html');
  expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
  const sources = [...(await page.text()).matchAll(/(?:src|href)="([^"#]+)"/g)].map(([, source]) => `${source}`);
  expect(sources).toEqual(['/_emulator/console.css', '/_emulator/console.js']);
  for (const source of sources) expect((await fetch(new URL(source, page.url))).status).toBe(200);
});

it('what is kept can be looked at', async () => {
  const { collections } = await emulator.admin<{ collections: object[] }>('GET', 'objects');
  expect(collections).toContainEqual({ project: 'local', name: 'agents', count: 1 });
  const { objects } = await emulator.admin<{ objects: object[] }>('GET', 'objects/local/agentVersions?limit=1');
  expect(objects).toEqual([{ key: 'support:1', object: expect.objectContaining({ name: 'support' }) }]);
});

const hasChromium = spawnSync('chromium', ['--version']).status === 0;
const inBrowser = hasChromium ? it : it.skip;

inBrowser(
  `in a browser it shows what there is${hasChromium ? '' : ' (skipped: it lacks chromium on the PATH)'}`,
  async () => {
    const profile = mkdtempSync(path.join(tmpdir(), 'chromium-'));
    try {
      const { stdout } = await promisify(execFile)('chromium', [
        ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
        ...['--disable-background-networking', '--disable-component-update', '--ignore-certificate-errors'],
        ...[`--user-data-dir=${profile}`, '--virtual-time-budget=4000', '--dump-dom', `${emulator.endpoints.admin}/`],
      ]);
      // The page is long: what is missing is named, not the page.
      const wanted = [
        /\d+ of 150 operations/,
        /\/api\/projects\/local\/agents\/support\/versions/,
        /<button[^>]*>agents<\/button>/,
        /None is armed\./,
      ];
      expect(wanted.filter((each) => !each.test(stdout))).toEqual([]);
    } finally {
      rmSync(profile, { recursive: true, force: true });
    }
  },
);
