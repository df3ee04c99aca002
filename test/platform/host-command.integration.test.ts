import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { startAzurite } from '../support/azurite.ts';
import { buildFixtureApp, FIXTURE_APP } from '../support/fixture-app.ts';

/** The commands under "Run it" in docs/local-host.md. */
function printedCommands(): readonly string[] {
  const [, block = ''] = /## Run it[\s\S]*?```sh\n([\s\S]*?)```/.exec(readFileSync('docs/local-host.md', 'utf8')) ?? [];
  return block.trim().split('\n');
}

describe('the commands of docs/local-host.md', () => {
  it('use files and npm scripts that exist', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly scripts: object };
    const [copy = '', build = '', host = ''] = printedCommands();
    expect(Object.keys(JSON.parse(readFileSync(copy.split(' ')[1] ?? '', 'utf8')) as object)).toContain('Values');
    expect([build, host].map((line) => /^npm run (\S+)/.exec(line)?.[1])).toEqual(['build', 'host']);
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(['build', 'host']));
  });

  it('start the host, which serves the app', async () => {
    await buildFixtureApp();
    const state = mkdtempSync(path.join(os.tmpdir(), 'host-command-'));
    const azurite = await startAzurite();
    const printed = printedCommands().at(-1) ?? '';
    expect(printed).toContain('--app . --port 7071');
    // The fixture app in place of the built one, and a free port.
    const command = printed.replace('--app .', `--app ${FIXTURE_APP}`).replace('7071', '0');
    const child = spawn('sh', ['-c', `exec ${command} --state ${state} --log-format json`], {
      env: { ...process.env, AzureWebJobsStorage: azurite.connectionString, DATA_STORAGE: azurite.connectionString },
      stdio: ['ignore', 'pipe', 'inherit'],
      // A group of its own: npm does not pass signals on.
      detached: true,
    });
    const closed = once(child, 'close');
    try {
      const url = await new Promise<string>((resolve, reject) => {
        createInterface({ input: child.stdout }).on('line', (line) => {
          const [, ready] = /^\{"event":"ready","url":"([^"]+)"/.exec(line) ?? [];
          if (ready !== undefined) resolve(ready);
        });
        void closed.then(() => reject(new Error(`${command} ended before it was ready.`)));
      });
      const response = await fetch(`${url}/api/openapi.json`);
      expect(response.status).toBe(200);
      expect(await response.json()).toHaveProperty('openapi');
    } finally {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
      await closed;
      await azurite.stop();
      rmSync(state, { recursive: true, force: true, maxRetries: 5 });
    }
  });
});
