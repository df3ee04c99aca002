import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { init } from '../../local/commands/init.ts';

const EMPTY = `import { defineConfig } from '../../shared/config/define-config.ts';

/** A comment that has to stay. */
export default defineConfig({});
`;

let folder: string;
let config: string;
beforeEach(() => {
  // In the repository, so that the config can import shared/.
  folder = mkdtempSync(path.resolve('test/dev-app-'));
  config = path.join(folder, 'foundry.config.ts');
  writeFileSync(config, EMPTY);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function run(...args: string[]) {
  const ports = ['AZURITE_BLOB_PORT', 'AZURITE_QUEUE_PORT', 'AZURITE_TABLE_PORT', 'FOUNDRY_PORT', 'FUNCTIONS_PORT'];
  const free = Object.fromEntries(ports.map((name) => [name, '0']));
  const env = { ...process.env, ...free, FOUNDRY_CONFIG: config, LOCAL_STATE: path.join(folder, 'state') };
  return spawnSync(process.execPath, ['local/cli.ts', ...args], { env, encoding: 'utf8' });
}

/** Returns the names in the config after all checks of defineConfig. */
function loaded(): unknown {
  const program = `const { default: c } = await import(${JSON.stringify(config)}); console.log(JSON.stringify({
    agents: Object.entries(c.agents).map(([name, a]) => [name, a.tools.map((t) => t.name), a.search ?? []]),
    tools: c.tools.map((t) => t.name), sources: c.ingestion.map((s) => s.name), evaluations: c.evaluations.entries.map((e) => e.name) }))`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
}

describe('npm run new', () => {
  it('writes parts that the config accepts, and keeps its comments', () => {
    for (const [kind, name] of [
      ['tool', 'count_stock'],
      ['agent', 'helper'],
      ['tool', 'get_weather'],
      ['source', 'reports'],
      ['evaluation', 'weekly'],
    ])
      expect(run('new', `${kind}`, `${name}`)).toMatchObject({ status: 0, stderr: '' });
    expect(loaded()).toEqual({
      // The first agent gets the tools that no agent had.
      agents: [['helper', ['count_stock', 'get_weather'], ['reports']]],
      tools: ['count_stock', 'get_weather'],
      sources: ['reports'],
      evaluations: ['weekly'],
    });
    expect(readFileSync(config, 'utf8')).toContain('/** A comment that has to stay. */');
    expect(readFileSync(path.join(folder, 'tools/get-weather.ts'), 'utf8')).toContain("agentTool('get_weather'");
  }, 60_000);

  it('refuses a name that the service would refuse, a name in use, and an unknown kind', () => {
    expect(run('new', 'tool', 'Get-Weather')).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/"Get-Weather" cannot be the name/),
    });
    expect(run('new', 'agent', 'helper').status).toBe(0);
    expect(run('new', 'agent', 'helper')).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/has agent "helper" already/),
    });
    expect(run('new', 'queue', 'x')).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/no kind "queue". Use agent, tool/),
    });
  }, 60_000);
});

describe('every command', () => {
  it.each([
    ['a syntax error', 'export default defineConfig({ agents: { ;', /foundry\.config\.ts:2:\d+/],
    [
      'a misspelt import',
      "import { x } from './no-such-file.ts';\nexport default defineConfig({ tools: [x] });",
      /foundry\.config\.ts:\d+:\d+[\s\S]*no-such-file/,
    ],
    [
      'a tool given as text',
      "export default defineConfig({ tools: ['get_weather'] as never });",
      /tools\[0\][\s\S]*foundry\.config\.ts:2:\d+/,
    ],
  ])(
    'shows the place of %s in the config',
    (problem, source, shown) => {
      writeFileSync(config, `import { defineConfig } from '../../shared/config/define-config.ts';\n${source}`);
      for (const args of [
        ['infra:sync', '--check'],
        ['upload', 'README.md'],
        ['start', '--once'],
        ['dev'],
        ['agents'],
        ['evaluations'],
        ['smoke'],
        ['doctor'],
        // Reads the config without importing it.
        ...(problem === 'a syntax error' ? [['new', 'agent', 'helper']] : []),
      ]) {
        const { status, stderr } = run(...args);
        expect(status).toBe(1);
        expect(stderr).toMatch(shown);
        expect(stderr).not.toMatch(/\n\s+at /);
      }
    },
    180_000,
  );
});

describe('npm run init', () => {
  it('removes the sample app and leaves an empty config', async () => {
    const root = mkdtempSync(path.join(os.tmpdir(), 'init-'));
    mkdirSync(path.join(root, 'functions/tools/sample'), { recursive: true });
    writeFileSync(path.join(root, 'functions/tools/mine.ts'), '');
    writeFileSync(path.join(root, 'foundry.tour.ts'), '');
    writeFileSync(path.join(root, 'foundry.config.ts'), 'something else');
    const log = jest.spyOn(console, 'log').mockImplementation(() => {});
    expect(await init({ yes: true }, root)).toBe(0);
    log.mockRestore();
    expect(existsSync(path.join(root, 'functions/tools/sample'))).toBe(false);
    expect(existsSync(path.join(root, 'foundry.tour.ts'))).toBe(false);
    expect(existsSync(path.join(root, 'functions/tools/mine.ts'))).toBe(true);
    expect(readFileSync(path.join(root, 'foundry.config.ts'), 'utf8')).toContain('defineConfig({})');
    rmSync(root, { recursive: true });
  });
});
