import { spawn } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

let root: string;
let log: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'setup-'));
  log = path.join(root, 'installs');
  mkdirSync(path.join(root, 'local'));
  cpSync('local/run.mjs', path.join(root, 'local/run.mjs'));
  writeFileSync(path.join(root, 'package-lock.json'), '{}');
  // An npm that takes half a second and installs what the script looks for.
  const npm = path.join(root, 'npm');
  const node = path.join(root, 'node_modules/node/bin');
  writeFileSync(
    npm,
    `#!/bin/sh\necho begin >> '${log}'\nsleep 0.5\nmkdir -p '${node}' && touch '${node}/node'\necho end >> '${log}'\n`,
  );
  chmodSync(npm, 0o755);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function setup(): Promise<number | null> {
  const { npm_execpath, ...env } = process.env;
  const child = spawn(process.execPath, [path.join(root, 'local/run.mjs')], {
    env: { ...env, PATH: `${root}:${process.env.PATH}` },
    stdio: 'ignore',
  });
  return new Promise((resolve) => child.once('exit', resolve));
}

describe('npm run setup', () => {
  it('installs once when azd, its hooks and a person start it at the same time', async () => {
    expect(await Promise.all([setup(), setup(), setup()])).toEqual([0, 0, 0]);
    expect(readFileSync(log, 'utf8')).toBe('begin\nend\n');
    expect(existsSync(path.join(root, '.installing'))).toBe(false);
    expect(await setup()).toBe(0);
    expect(readFileSync(log, 'utf8')).toBe('begin\nend\n');
  });

  it('releases the lock when the installation fails', async () => {
    writeFileSync(path.join(root, 'npm'), '#!/bin/sh\nexit 1\n');
    expect(await setup()).toBe(1);
    expect(existsSync(path.join(root, '.installing'))).toBe(false);
  });
});
