import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildDotnet } from './dotnet.ts';
import type { ClientResult } from './features.ts';
import { mapBounded, runPrograms } from './run-programs.ts';
import { markdownPage, textTable } from './table.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'client-programs-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a script in the place of a client. */
function run(name: string, script: string, limit = 60_000) {
  const file = path.join(folder, `${name}.mjs`);
  writeFileSync(file, script);
  return runPrograms({ command: process.execPath, args: [file], env: { ...process.env }, limit });
}

const report = (message: unknown) => `console.log('@@ ' + ${JSON.stringify(JSON.stringify(message))});`;
const hello = { feature: 'chat', program: 'says hello' } as const;
const bye = { feature: 'tools', program: 'says bye' } as const;

describe('runPrograms', () => {
  it('returns what the programs report and ignores other output', async () => {
    const failed = { ...bye, reason: 'no bye' };
    const script = [
      report({ plan: [hello, bye] }),
      'console.log("noise");',
      report({ result: hello }),
      report({ result: failed }),
    ];
    expect(await run('reports', script.join('\n'))).toEqual([hello, failed]);
  });

  it('fails the programs that did not report when the process dies', async () => {
    const script = [report({ plan: [hello, bye] }), report({ result: hello }), 'throw new Error("broken client");'];
    const [first, second] = await run('dies', script.join('\n'));
    expect(first).toEqual(hello);
    expect(second).toMatchObject({ ...bye, reason: expect.stringContaining('broken client') });
  });

  it('fails the programs that did not report within the limit', async () => {
    const script = [report({ plan: [hello] }), 'setInterval(() => {}, 1000);'];
    expect(await run('hangs', script.join('\n'), 3_000)).toEqual([{ ...hello, reason: 'not finished after 3 s' }]);
  });

  it('fails the client when its process does not start', async () => {
    const missing = { command: path.join(folder, 'missing'), args: [], env: {}, limit: 1_000 };
    expect(await runPrograms(missing)).toEqual([
      { feature: 'chat', program: 'starts', reason: expect.stringContaining('ENOENT') },
    ]);
  });
});

describe('the table of clients', () => {
  const clients: ClientResult[] = [
    {
      client: 'one',
      versions: ['one@1.0.0'],
      results: [hello, { feature: 'chat', program: 'counts', reason: 'lost count' }, bye],
    },
    { client: 'two', versions: ['two@2.0.0'], skipped: 'its runtime is missing', results: [] },
  ];

  it('shows passed, failed, missing and skipped programs in the terminal', () => {
    const text = textTable(clients);
    expect(text).toMatch(/^one +✗ 1\/2 +– +✓ 1 +–/m);
    expect(text).toMatch(/^two +skipped$/m);
    expect(text).toContain('✗ one · chat · counts\n    lost count');
    expect(text).toContain('– two was skipped: its runtime is missing');
    expect(text).toContain('2 of 3 programs passed (66.7 %).');
  });

  it('shows the same in the documentation, with versions and date', () => {
    const page = markdownPage(clients, '2026-12-01');
    expect(page).toContain('| one | ✗ 1/2 | – | ✓ 1 |');
    expect(page).toContain('- one, chat, "counts": lost count');
    expect(page).toContain('| two | `two@2.0.0` |');
    expect(page).toContain('2 of 3 programs passed (66.7 %). 2026-12-01.');
  });
});

describe('mapBounded', () => {
  it('keeps the order and the limit', async () => {
    let running = 0;
    let most = 0;
    const results = await mapBounded([3, 1, 2], 2, async (value) => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
      return value * 10;
    });
    expect(results).toEqual([30, 10, 20]);
    expect(most).toBe(2);
  });
});

describe('buildDotnet', () => {
  it('returns the reason of a failed build, so that the other clients still run', () => {
    expect(buildDotnet('no-such-project')).toMatch(/^dotnet build of "no-such-project" failed: ./);
  });
});
