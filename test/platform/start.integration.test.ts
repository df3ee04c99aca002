import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import type { Endpoints } from '../../local/platform/platform.ts';
import { npmStart, temporaryFolder } from '../support/npm-start.ts';

describe('npm start', () => {
  let state: string;
  beforeEach(() => {
    state = temporaryFolder();
  });
  afterEach(() => rmSync(state, { recursive: true, force: true }));

  it('shows an agent that answers with two tools, and ends with 0 after --once', async () => {
    const run = npmStart(state, ['--once']);
    const code = await run.exitCode;
    expect({ code, output: run.output() }).toMatchObject({ code: 0 });
    expect(run.output()).toMatch(/\(tool\)\s+get_order_status .*"1042"/);
    expect(run.output()).toMatch(/Agent\s.*2026-12-02/);
    expect(run.output()).toMatch(/\(tool\)\s+request_refund/);
    expect(run.output()).toMatch(
      // The line is cut at the width of the terminal, wherever the CorrelationId begins.
      /-> tool-get-order-status-in\s+\{"function_args":\{"orderNumber":"1042"\},"function_name":"get_order_status","Correl/,
    );
    expect(run.output()).toMatch(/<- tool-get-order-status-out\s+\{"Value":/);
    expect(run.output()).toContain('cites documents/handbook/');
    // Tables are aligned text, and no line needs a wide terminal.
    expect(run.output()).not.toMatch(/^\s*\|/m);
    expect(
      Math.max(
        ...run
          .output()
          .split('\n')
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(100);
  });

  it('stays up after the tour, prints its addresses, drains on Ctrl+C, and keeps its state', async () => {
    const first = npmStart(state);
    await first.printed('Ctrl+C stops everything');
    const endpoints = JSON.parse(readFileSync(path.join(state, 'endpoints.json'), 'utf8')) as Endpoints;
    expect(Object.keys(endpoints).sort()).toEqual([
      'azureOpenAI',
      'certificate',
      'console',
      'foundryProject',
      'functions',
      'mcp',
      'storage',
    ]);
    const health = await fetch(`${endpoints.functions}/api/health`);
    expect(health.status).toBe(200);
    const checks = { queues: 'ok', tables: 'ok', blobs: 'ok', state: 'ok', project: 'ok' };
    expect(await health.json()).toEqual({ status: 'ok', checks });

    const second = npmStart(state);
    expect(await second.exitCode).toBe(1);
    expect(second.output()).toContain('already runs the platform');

    first.child.kill('SIGINT');
    expect(await first.exitCode).toBe(0);
    await expect(fetch(`${endpoints.functions}/api/health`)).rejects.toThrow();

    const again = npmStart(state, ['--once']);
    expect(await again.exitCode).toBe(0);
    // The agent is still there: changed, because the queues have other ports now, or unchanged; never made anew.
    expect(again.output()).not.toContain('support: new');
  });

  it.each(['FUNCTIONS_PORT', 'FOUNDRY_PORT', 'AZURITE_QUEUE_PORT'])(
    'names the port that is taken and %s, which moves it',
    async (name) => {
      const holder = createServer();
      await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
      const address = holder.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      try {
        const run = npmStart(state, ['--once'], { [name]: `${port}` });
        expect(await run.exitCode).toBe(1);
        expect(run.output()).toContain(`${port}`);
        expect(run.output()).toContain(name);
        expect(run.output()).not.toMatch(/\n\s+at .*\.ts:\d+/);
      } finally {
        holder.close();
      }
    },
  );

  it('refuses a state folder of another version, and says what to do', async () => {
    writeFileSync(path.join(state, 'version'), '99\n');
    const run = npmStart(state, ['--once']);
    expect(await run.exitCode).toBe(1);
    expect(run.output()).toMatch(/another version .*LOCAL_STATE/s);
  });

  it('explains a certificate that it cannot read', async () => {
    mkdirSync(path.join(state, 'foundry/certificate'), { recursive: true });
    writeFileSync(path.join(state, 'foundry/certificate/cert.pem'), 'no certificate');
    writeFileSync(path.join(state, 'foundry/certificate/key.pem'), 'no key');
    const run = npmStart(state, ['--once']);
    expect(await run.exitCode).toBe(1);
    expect(run.output()).toMatch(/certificate.*(delete|remove)/is);
  });

  it('refuses unknown options', async () => {
    const run = npmStart(state, ['--twice']);
    expect(await run.exitCode).toBe(1);
    expect(run.output()).toMatch(/--twice.*--once/s);
  });
});
