/**
 * Runs small programs over other people's clients against the emulator: `npm run test:clients [-- --only CLIENT] [--json] [--write]`.
 *
 * Installs the clients on demand, starts the emulator as a user does, and prints a table client × feature. Exits with 1 when a program
 * fails.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { CLIENTS, type Client } from './clients.ts';
import { buildDotnet, dotnetProblem, dotnetProgram, dotnetVersions } from './dotnet.ts';
import { type ClientResult, FEATURES, failuresOf } from './features.ts';
import { mapBounded, runPrograms } from './run-programs.ts';
import { markdownPage, textTable } from './table.ts';

const here = import.meta.dirname;
const root = path.resolve(here, '../../../..');
const DOCS = path.join(root, 'docs/emulator/clients.md');
/** Milliseconds for all programs of one client. */
const CLIENT_LIMIT = 300_000;
/** Milliseconds until the emulator must be ready. */
const START_LIMIT = 60_000;

const HELP = `Runs small programs over other people's clients against the emulator.

  --only CLIENT      runs one client; may be repeated
  --javascript       runs the clients of JavaScript only
  --program TEXT     runs the programs whose feature or name contains the text, with their stack traces
  --concurrency N    clients that run at the same time (default: 2)
  --json             prints the results as JSON
  --write            writes docs/emulator/clients.md
  --help             this text

Clients: ${CLIENTS.map(({ name }) => name).join(', ')}
`;

interface Running {
  readonly project: string;
  readonly azureOpenAI: string;
  readonly certificate: string;
  close(): Promise<void>;
}

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    javascript: { type: 'boolean' },
    program: { type: 'string' },
    concurrency: { type: 'string', default: '2' },
    json: { type: 'boolean' },
    write: { type: 'boolean' },
    help: { type: 'boolean' },
  },
});
if (values.help) process.stdout.write(HELP);
else await main();

async function main(): Promise<void> {
  const unknown = values.only?.find((name) => CLIENTS.every((client) => client.name !== name));
  if (unknown !== undefined) throw new Error(`There is no client "${unknown}". ${HELP}`);
  const chosen = CLIENTS.filter(
    ({ name, runtime }) =>
      (values.only === undefined || values.only.includes(name)) && !(values.javascript && runtime === 'dotnet'),
  );
  if (chosen.some(({ runtime }) => runtime === 'node')) installPackages();
  const dotnet = new Set(chosen.filter(({ runtime }) => runtime === 'dotnet').map(({ program }) => program));
  const problem = dotnet.size === 0 ? undefined : dotnetProblem();
  const builds = new Map(problem === undefined ? [...dotnet].map((project) => [project, buildDotnet(project)]) : []);
  const emulator = await startEmulator();
  try {
    const clients = await mapBounded(chosen, Number(values.concurrency), async (client) => {
      const result = await runClient(client, emulator, problem, builds.get(client.program));
      const failed = failuresOf([result]).length;
      process.stderr.write(
        `${client.name}: ${result.skipped ?? `${result.results.length} programs, ${failed} failed`}\n`,
      );
      return result;
    });
    process.stdout.write(values.json ? `${JSON.stringify(clients, null, 2)}\n` : textTable(clients));
    if (values.write) writeFileSync(DOCS, markdownPage(clients, new Date().toISOString().slice(0, 10)));
    process.exitCode = failuresOf(clients).length === 0 ? 0 : 1;
  } finally {
    await emulator.close();
  }
}

async function runClient(
  client: Client,
  emulator: Running,
  problem: string | undefined,
  buildFailure: string | undefined,
): Promise<ClientResult> {
  const { name, runtime, program, args, packages } = client;
  if (runtime === 'dotnet' && problem !== undefined) {
    return { client: name, versions: dotnetVersions(program, packages), skipped: problem, results: [] };
  }
  if (runtime === 'dotnet' && buildFailure !== undefined) {
    const results = [{ feature: FEATURES[0], program: 'builds', reason: buildFailure }];
    return { client: name, versions: dotnetVersions(program, packages), results };
  }
  const versions = runtime === 'node' ? packages.map(nodeVersion) : dotnetVersions(program, packages);
  const command = runtime === 'node' ? process.execPath : 'dotnet';
  const file = runtime === 'node' ? path.join(here, 'programs', program) : dotnetProgram(program);
  const env = {
    ...process.env,
    NODE_EXTRA_CA_CERTS: emulator.certificate,
    SSL_CERT_FILE: emulator.certificate,
    EMULATOR_PROJECT: emulator.project.replace(/[^/]+$/, name),
    EMULATOR_AZURE_OPENAI: emulator.azureOpenAI,
    ...(values.program === undefined ? {} : { ONLY_PROGRAM: values.program }),
  };
  const results = await runPrograms({ command, args: [file, ...args], env, cwd: here, limit: CLIENT_LIMIT });
  return { client: name, versions, results };
}

function nodeVersion(name: string): string {
  const file = path.join(here, 'node_modules', name, 'package.json');
  const own = JSON.parse(readFileSync(file, 'utf8')) as { name: string; version: string };
  return `${own.name}@${own.version}`;
}

/** Installs the clients from their lock file, unless it was done with the same one. */
function installPackages(): void {
  const lock = readFileSync(path.join(here, 'package-lock.json'));
  const stamp = path.join(here, 'node_modules', '.installed-lock');
  const hash = createHash('sha256').update(lock).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  process.stderr.write('Installing the clients ...\n');
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-workspaces'], {
    cwd: here,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error(`npm ci in ${here} failed with ${status}.`);
  writeFileSync(stamp, hash);
}

/** Starts the emulator as its command does, on a free port and with a fast clock. */
async function startEmulator(): Promise<Running> {
  const state = mkdtempSync(path.join(tmpdir(), 'foundry-clients-'));
  const args = ['--port', '0', '--in-memory', '--state', state, '--time-scale', '60', '--log-format', 'json'];
  const child = spawn(process.execPath, [path.join(root, 'packages/foundry-emulator/src/main.mjs'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const close = async () => {
    child.kill();
    await ended;
    rmSync(state, { recursive: true, force: true });
  };
  const ready = new Promise<{ foundryProject: string; azureOpenAI: string; certificate: string }>((resolve) =>
    createInterface({ input: child.stdout }).on('line', (line) => {
      const entry = JSON.parse(line);
      if (entry.event === 'ready') resolve(entry);
      else if (entry.level === 'error') process.stderr.write(`emulator: ${line}\n`);
    }),
  );
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error('The emulator did not start within a minute.')), START_LIMIT).unref();
  });
  const died = ended.then(() => Promise.reject(new Error('The emulator ended before it was ready.')));
  died.catch(() => {});
  try {
    const { foundryProject, azureOpenAI, certificate } = await Promise.race([ready, late, died]);
    return { project: foundryProject, azureOpenAI, certificate, close };
  } catch (error) {
    await close();
    throw error;
  }
}
