/**
 * Runs small programs over other people's MCP clients against the tools of the app: `npm run test:mcp-clients [-- CLIENT ...]`. Installs
 * the clients on demand, starts the local platform, and exits with 1 when a program fails.
 */
import { execFile, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { buildFixtureApp } from '../support/fixture-app.ts';
import { putOrders } from '../support/orders.ts';
import { localPlatform } from '../support/platform.ts';

const here = import.meta.dirname;
/** Program and package of each client. */
const CLIENTS: Readonly<Record<string, string | undefined>> = {
  'official-client': undefined,
  inspector: '@modelcontextprotocol/inspector',
  'openai-agents': '@openai/agents',
  'ai-sdk': '@ai-sdk/mcp',
  'mcp-remote': 'mcp-remote',
};
/** Milliseconds for one program. */
const LIMIT = 180_000;

/** Number of the order of the client at this place. */
const orderOf = (at: number) => 1042 + at;

const asked = process.argv.slice(2);
const unknown = asked.find((name) => !Object.hasOwn(CLIENTS, name));
if (unknown !== undefined) {
  console.error(`There is no client "${unknown}". There are: ${Object.keys(CLIENTS).join(', ')}.`);
  process.exit(2);
}
installPackages();
await buildFixtureApp();
const platform = await localPlatform();
try {
  const all = Object.entries(CLIENTS);
  await putOrders(platform.endpoints.storage, [...all.keys()].map(orderOf));
  for (const [at, [name, packageName]] of all.entries()) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    const failure = await run(name, { MCP_URL: platform.endpoints.mcp, ORDER: `${orderOf(at)}` });
    console.log(
      `${failure === undefined ? 'pass' : 'FAIL'}  ${name}${packageName ? ` (${versionOf(packageName)})` : ''}`,
    );
    if (failure === undefined) continue;
    console.log(failure);
    process.exitCode = 1;
  }
} finally {
  await platform.stop();
}

/** @returns the error of a program that failed */
function run(name: string, variables: Readonly<Record<string, string>>): Promise<string | undefined> {
  return new Promise((resolve) => {
    const options = { env: { ...process.env, ...variables }, timeout: LIMIT, encoding: 'utf8' } as const;
    execFile(process.execPath, [path.join(here, 'programs', `${name}.ts`)], options, (error, _, stderr) =>
      resolve(error === null ? undefined : `${error.message}\n${stderr}`),
    );
  });
}

function versionOf(name: string): string {
  const file = path.join(here, 'node_modules', name, 'package.json');
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string };
  return `${name}@${version}`;
}

/** Installs the clients from their lock file, unless it was done with the same one. */
function installPackages(): void {
  const hash = createHash('sha256')
    .update(readFileSync(path.join(here, 'package-lock.json')))
    .digest('hex');
  const stamp = path.join(here, 'node_modules', '.installed-lock');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  console.error('Installing the clients ...');
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-workspaces'], {
    cwd: here,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error(`npm ci in ${here} failed with ${status}.`);
  writeFileSync(stamp, hash);
}
