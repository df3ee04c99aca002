// Runs before every npm script on whatever Node the machine has (20 or newer), so: plain JavaScript, no packages.
// Installs what package-lock.json names when it is not there yet, the project's own Node included.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '..');
const stamp = path.join(root, 'node_modules', '.installed-lock');
const OLDEST_NODE = 20;

if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
  fail(
    `Node ${process.versions.node} is too old to start with. Install Node ${OLDEST_NODE} or newer from https://nodejs.org and run the command again.`,
  );
}

const lock = createHash('sha256')
  .update(readFileSync(path.join(root, 'package-lock.json')))
  .digest('hex');
const installed = existsSync(stamp) ? readFileSync(stamp, 'utf8') : '';

if (installed !== lock) {
  console.log('Installing packages (npm ci), once per change of package-lock.json ...');
  const npm = process.env.npm_execpath;
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const run = npm
    ? spawnSync(process.execPath, [npm, ...args], { cwd: root, stdio: 'inherit' })
    : spawnSync('npm', args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  if (run.status !== 0) {
    fail(
      'npm ci did not finish: see its message above. It needs the npm registry and room for about 500 MB in node_modules.',
    );
  }
  writeFileSync(stamp, lock);
}

if (!existsSync(path.join(root, 'node_modules', 'node', 'bin'))) {
  fail(
    'The project brings a Node of its own (the npm package "node"), and it is not there: npm was told not to run install scripts. ' +
      'Run `npm config set ignore-scripts false`, delete node_modules, and run the command again.',
  );
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
