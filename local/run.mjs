// Runs one script of the project with the project's own Node: `node local/run.mjs SCRIPT [ARGUMENT...]`.
// Every npm script starts here, so this is the only place that installs packages. It runs on whatever Node the machine has
// (20 or newer), before anything is installed: plain JavaScript, no packages.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '..');
const stamp = path.join(root, 'node_modules', '.installed-lock');
const node = path.join(root, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');
const OLDEST_NODE = 20;
/** Held by the process that installs: azd, a hook and a person may start the set-up at the same time. */
const installing = path.join(root, '.installing');
/** Milliseconds after which the lock of a process that died is taken over. The owner renews it every second. */
const STALE_MS = 15_000;

install();
const [script, ...args] = process.argv.slice(2);
if (script !== undefined) run(path.resolve(root, script), args);

function install() {
  if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
    fail(
      `Node ${process.versions.node} is too old. Install Node ${OLDEST_NODE} or newer from https://nodejs.org and run the command again.`,
    );
  }
  const lock = createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
  const isInstalled = () => (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) || isInstalledByHand(lock);
  if (!isInstalled()) {
    takeLock();
    try {
      // Another process may have installed meanwhile.
      if (!isInstalled()) installPackages(lock);
    } finally {
      rmSync(installing, { recursive: true, force: true });
    }
  }
  if (!existsSync(node)) {
    fail(
      'The project uses its own Node (the npm package "node"), which is missing because npm skipped install scripts. ' +
        'Run `npm config set ignore-scripts false`, delete node_modules, and run the command again.',
    );
  }
}

/**
 * True after `npm ci` by hand: npm lists the installed packages in node_modules/.package-lock.json.
 * @param {string} lock hash of package-lock.json
 */
function isInstalledByHand(lock) {
  const listed = path.join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(listed)) return false;
  const installed = JSON.parse(readFileSync(listed, 'utf8')).packages;
  const wanted = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')).packages;
  // Optional packages are for other platforms; the entry without a name is the project itself.
  const needed = Object.keys(wanted).filter((name) => name !== '' && !wanted[name].optional);
  const isSame = (/** @type {string} */ name) => name in installed && installed[name].version === wanted[name]?.version;
  if (![...Object.keys(installed), ...needed].every(isSame)) return false;
  writeFileSync(stamp, lock);
  return true;
}

/** Waits until no other process installs, then takes the lock. */
function takeLock() {
  for (let waits = 0; ; waits++) {
    try {
      mkdirSync(installing);
      return;
    } catch (error) {
      if (error?.code !== 'EEXIST') throw error;
    }
    if (waits === 0) console.log('Another process installs the packages. Waiting for it ...');
    const age = Date.now() - (statSync(installing, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > STALE_MS) rmSync(installing, { recursive: true, force: true });
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
  }
}

/** @param {string} lock hash of package-lock.json */
function installPackages(lock) {
  console.log(
    'Installing packages (npm ci). This happens once per change of package-lock.json and takes a minute or two ...',
  );
  // npm runs in the foreground, so a child renews the lock until this process ends or the lock is gone.
  const renew = `const fs = require('node:fs'); setInterval(() => { try { process.kill(${process.pid}, 0); fs.utimesSync(${JSON.stringify(installing)}, new Date(), new Date()); } catch { process.exit(); } }, 1000);`;
  const renewal = spawn(process.execPath, ['-e', renew], { stdio: 'ignore' });
  renewal.unref();
  const npm = process.env.npm_execpath;
  const npmArgs = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const done = npm
    ? spawnSync(process.execPath, [npm, ...npmArgs], { cwd: root, stdio: 'inherit' })
    : spawnSync('npm', npmArgs, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  renewal.kill();
  if (done.status !== 0) {
    rmSync(installing, { recursive: true, force: true });
    fail('npm ci failed; see its message above. It needs the npm registry and about 850 MB of disk space.');
  }
  writeFileSync(stamp, lock);
}

/**
 * Runs the script and ends with its exit code.
 * @param {string} file
 * @param {readonly string[]} rest
 */
function run(file, rest) {
  const bin = path.join(root, 'node_modules/.bin');
  const child = spawn(node, ['--disable-warning=ExperimentalWarning', file, ...rest], {
    stdio: 'inherit',
    // Programs that the script starts find the same Node.
    env: {
      ...process.env,
      PATH: `${bin}${path.delimiter}${process.env.PATH ?? ''}`,
      // Compiled code is kept between starts, which then take half the time.
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? path.join(root, 'node_modules/.cache/node'),
    },
  });
  // A terminal sends Ctrl+C to both processes; the script decides when it ends. Other signals reach only this process.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.once('error', (error) => fail(`${script} could not be started: ${error.message}`));
  child.once('exit', (code, signal) => {
    process.exitCode = signal ? 1 : (code ?? 1);
  });
}

/** @param {string} message */
function fail(message) {
  console.error(message);
  process.exit(1);
}
