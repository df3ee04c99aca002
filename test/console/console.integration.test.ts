import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { openStorage } from '../../shared/azure/storage/storage.ts';
import { chromiumPath, hasChromium } from '../support/chromium.ts';
import { localPlatform, type TestPlatform } from '../support/platform.ts';
import { toolCalls } from '../support/tool-calls.ts';

const require = createRequire(path.join(__dirname, 'console.integration.test.ts'));
const AXE = require.resolve('axe-core/axe.min.js');
/** `CONSOLE_SCREENSHOTS=docs/images npm test -- test/console` writes the pictures that the docs show. */
const { CONSOLE_SCREENSHOTS: SCREENSHOTS } = process.env;
const PATIENCE_MS = 60_000;
/** Text of an attacker: it must appear as text in every field, and never run. */
const HOSTILE = '<img src=x onerror="globalThis.hacked=true"><script>globalThis.hacked=true</script>{{item}}';

const PAGES = [
  '/',
  '/calls',
  '/dead-letters',
  '/audit',
  '/jobs',
  '/ingestion',
  '/ingestion/handbook',
  '/evaluations',
  '/evaluations/nightly',
  '/playground',
  '/emulator/requests',
  '/emulator/clock',
  '/emulator/faults',
  '/emulator/objects',
  '/emulator/coverage',
];

/** Without Chromium on the PATH (Debian: `apt-get install chromium`) these tests are skipped. */
const withChromium = hasChromium ? describe : describe.skip;

withChromium('the console in a browser (skipped without Chromium on the PATH)', () => {
  let platform: TestPlatform;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  const problems: string[] = [];

  beforeAll(async () => {
    const { chromium } = require('playwright-core') as typeof import('playwright-core');
    const args = [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ];
    [platform, browser] = await Promise.all([
      localPlatform({ hostEnv: { LOG_CONTENT: 'true' } }),
      chromium.launch({ ...(chromiumPath === undefined ? {} : { executablePath: chromiumPath }), args }),
    ]);
    context = await browser.newContext({ viewport: { width: 1280, height: 850 } });
    page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    await seed(platform);
  });
  afterAll(async () => {
    await browser?.close();
    await platform?.stop();
  });

  const open = (hash: string) => page.goto(`${platform.endpoints.console}#${hash}`);

  it('shows an answered call with its timeline, arguments and answer', async () => {
    await open('/calls');
    await page.getByRole('link', { name: 'get_order_status' }).first().click();
    await page.getByText('handler ended').waitFor();
    await page.getByText('answered', { exact: true }).waitFor();
    await page.getByText('"orderNumber":"1042"').first().waitFor();
    expect(await page.title()).toBe('foundry-functions console');
  });

  it('replays a dead letter after an edit, and the agent gets its answer', async () => {
    const calls = await toolCalls(platform.endpoints.storage, 'get-order-status');
    await calls.sendRaw(Buffer.from('{"function_args": {"orderNumber": "1042"}}').toString('base64'));
    await open('/dead-letters');
    await page.getByRole('link', { name: 'get_order_status' }).first().click();
    await page.getByRole('button', { name: 'Replay' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Message').fill('{"function_args": {"orderNumber": "1042"}, "CorrelationId": "replayed"}');
    await dialog.getByRole('button', { name: 'Replay' }).click();
    await page.getByText('The message was sent again.').waitFor();
    const answers = await calls.answers((sofar) => sofar.some(({ CorrelationId }) => CorrelationId === 'replayed'));
    expect(answers.find(({ CorrelationId }) => CorrelationId === 'replayed')?.Value).toContain('shipped');
    await open('/audit');
    await page.getByText('replay edited dead letter').first().waitFor();
  });

  it('runs an evaluation now, and compares two of its runs row by row', async () => {
    await open('/evaluations/nightly');
    for (const expected of [1, 2]) {
      await page.getByRole('button', { name: 'Run now' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Run now' }).click();
      await page.getByRole('dialog').waitFor({ state: 'hidden' });
      await expectCount(() => page.getByRole('checkbox', { name: /^Compare/ }).count(), expected);
    }
    await expectCount(() => page.getByRole('row').filter({ hasText: 'failed' }).count(), 2);
    for (const box of await page.getByRole('checkbox', { name: /^Compare/ }).all()) await box.check();
    await page.getByRole('link', { name: /^Compare / }).click();
    await page.getByLabel('Regressions only').uncheck();
    await page.getByText('Do you ship abroad?').waitFor();
    expect(await page.getByText('Before', { exact: true }).count()).toBe(2);
  });

  it('cancels a job', async () => {
    await startEndlessJob(platform);
    await open('/jobs');
    await page.getByRole('link', { name: 'gpt-4o-mini' }).first().click();
    await page.getByText('running', { exact: true }).first().waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('dialog', { name: 'Cancel' }).getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('cancelled', { exact: true }).first().waitFor();
  });

  it('asks an agent, which uses a tool', async () => {
    await open('/playground');
    await page.getByLabel('Message').fill('Where is order 1042?');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.locator('.said.tool').filter({ hasText: 'get_order_status' }).waitFor();
    await page.locator('.said').filter({ hasText: 'shipped' }).first().waitFor();
  });

  it('arms a fault in the emulator that strikes, and moves its clock', async () => {
    await open('/emulator/faults');
    await page.getByLabel('Operation (* matches anything)').fill('*Deployments*');
    await page.getByLabel('Status').fill('503');
    await page.getByRole('button', { name: 'Arm' }).click();
    await page.getByText('0 of 3').waitFor();
    await fetch(`${platform.endpoints.functions}/api/operations/emulator/faults`);
    await open('/emulator/clock');
    const before = await emulatorTime(platform);
    await page.getByLabel('Advance by (ISO 8601 duration)').fill('PT2H');
    await page.getByRole('button', { name: 'Advance' }).click();
    await expectCount(async () => ((await emulatorTime(platform)) - before >= 7_200_000 ? 1 : 0), 1);
    await open('/emulator/faults');
    await page.getByRole('button', { name: 'Disarm' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Disarm' }).click();
    await page.getByText('No fault is armed.').waitFor();
  });

  it('shows hostile text of tools and blobs as text', async () => {
    const calls = await toolCalls(platform.endpoints.storage, 'get-order-status');
    await calls.send(HOSTILE, { orderNumber: HOSTILE });
    await open('/calls');
    await page.getByText(HOSTILE).first().waitFor();
    for (const hash of PAGES) {
      await open(hash);
      await page.getByRole('heading', { level: 1 }).waitFor();
    }
    expect(await page.evaluate('globalThis.hacked')).toBeUndefined();
  });

  it.each([
    ['desktop', 1280, 850, 'light'],
    ['phone', 390, 800, 'dark'],
  ] as const)(
    'has no accessibility violation and no sideways scrolling on a %s',
    async (name, width, height, colorScheme) => {
      const other = await browser.newContext({ viewport: { width, height }, colorScheme, bypassCSP: true });
      const view = await other.newPage();
      const found: string[] = [];
      for (const hash of PAGES) {
        await view.goto(`${platform.endpoints.console}#${hash}`);
        await view.getByRole('heading', { level: 1 }).waitFor();
        await view.locator('.loading').first().waitFor({ state: 'detached' });
        await view.addScriptTag({ path: AXE });
        const violations = (await view.evaluate(
          'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + " " + nodes[0].html))',
        )) as string[];
        const overflow = (await view.evaluate(
          'document.documentElement.scrollWidth - document.documentElement.clientWidth',
        )) as number;
        found.push(
          ...violations.map((each) => `${hash} ${each}`),
          ...(overflow > 0 ? [`${hash} scrolls sideways by ${overflow} px`] : []),
        );
        if (SCREENSHOTS !== undefined) {
          mkdirSync(SCREENSHOTS, { recursive: true });
          await view.screenshot({
            path: path.join(SCREENSHOTS, `console-${name}${hash.replaceAll('/', '-').replace(/-$/, '-overview')}.png`),
          });
        }
      }
      await other.close();
      expect(found).toEqual([]);
    },
  );

  it('is usable by keyboard: the first tab stop skips to the content, the next ones are the pages', async () => {
    await open('/');
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to content');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('main');
  });

  it('logs no error, and sends nothing to another origin', async () => {
    const foreign: string[] = [];
    page.on('request', (request) => {
      if (new URL(request.url()).origin !== new URL(platform.endpoints.console).origin) foreign.push(request.url());
    });
    for (const hash of PAGES) {
      await open(hash);
      await page.getByRole('heading', { level: 1 }).waitFor();
    }
    expect(foreign).toEqual([]);
    expect(problems).toEqual([]);
  });
});

describe('the files of the console', () => {
  let platform: TestPlatform;
  beforeAll(async () => {
    platform = await localPlatform();
  });
  afterAll(() => platform?.stop());

  it('come with a strict content security policy, and only from their folder', async () => {
    const base = platform.endpoints.console;
    const index = await fetch(base);
    expect(index.status).toBe(200);
    expect(index.headers.get('content-security-policy')).toMatch(/^default-src 'self';.*frame-ancestors 'none'$/);
    expect(await index.text()).not.toMatch(/<script(?![^>]*src=)/);
    for (const name of ['..%2fapp.cjs', '%2e%2e/app.cjs', 'nothing.js', 'chunks'])
      expect((await fetch(`${base}${name}`)).status).toBe(404);
    expect(await (await fetch(`${base}config.json`)).json()).toMatchObject({ mode: 'app', api: '/api', auth: 'none' });
  });

  it('redirect to the folder, so that relative links work', async () => {
    const response = await fetch(platform.endpoints.console.replace(/\/$/, ''), { redirect: 'manual' });
    expect([response.status, response.headers.get('location')]).toEqual([308, '/api/console/']);
  });

  it('do not pass requests outside of the administrative API on to the emulator', async () => {
    const base = `${platform.endpoints.functions}/api/operations/emulator`;
    expect((await fetch(`${base}/clock`)).status).toBe(200);
    for (const name of ['..%2f..%2fopenai', 'clock%00', 'a%20b', '%2e%2e/x'])
      expect((await fetch(`${base}/${name}`)).status).toBeGreaterThanOrEqual(400);
  });
});

/** An order, an agent, a document, and an answered call. */
async function seed({ endpoints }: TestPlatform): Promise<void> {
  const { orders } = await import('../fixture-app/tools/orders.ts');
  const storage = openStorage({ connectionString: endpoints.storage });
  await orders(storage).put({
    orderNumber: '1042',
    status: 'shipped',
    expectedDelivery: '2026-12-04',
    total: 59.9,
    currency: 'EUR',
  });
  const calls = await toolCalls(endpoints.storage, 'get-order-status');
  await calls.send('first', { orderNumber: '1042' });
  await calls.answers((sofar) => sofar.length > 0);
  const { execFileSync } = await import('node:child_process');
  execFileSync(process.execPath, ['local/cli.ts', 'agents'], {
    env: {
      ...process.env,
      FOUNDRY_PROJECT_ENDPOINT: endpoints.foundryProject,
      DATA_STORAGE: endpoints.storage,
      NODE_EXTRA_CA_CERTS: endpoints.certificate,
      FOUNDRY_CONFIG: 'test/fixture-app/foundry.config.ts',
    },
  });
  const container = (await storage.container('documents')).getBlockBlobClient('handbook/returns.md');
  await (await storage.container('documents')).createIfNotExists();
  await container.upload('You can return an item within 30 days.', 38);
}

async function startEndlessJob({ endpoints }: TestPlatform): Promise<void> {
  const storage = openStorage({ connectionString: endpoints.storage });
  const container = await storage.container('training-data');
  await container.createIfNotExists();
  const line = JSON.stringify({
    messages: [
      { role: 'user', content: 'q' },
      { role: 'assistant', content: 'a' },
    ],
  });
  const text = Array.from({ length: 12 }, () => line).join('\n');
  await container.getBlockBlobClient('console.jsonl').upload(text, text.length);
  const response = await fetch(`${endpoints.functions}/api/fine-tuning/jobs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'gpt-4o-mini', training: 'training-data/console.jsonl' }),
  });
  expect(response.status).toBe(202);
}

async function emulatorTime({ endpoints }: TestPlatform): Promise<number> {
  const clock = (await (await fetch(`${endpoints.functions}/api/operations/emulator/clock`)).json()) as { now: string };
  return Date.parse(clock.now);
}

/** Waits until a count is reached. */
async function expectCount(count: () => Promise<number>, expected: number): Promise<void> {
  for (const until = Date.now() + PATIENCE_MS; (await count()) < expected; ) {
    if (Date.now() > until) throw new Error(`Counted ${await count()} instead of ${expected}.`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
