import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type RunningService, startService } from '../../../../local/platform/service.ts';

const root = path.resolve(__dirname, '../../../..');
const script = path.join(root, 'packages/functions-host/src/main.ts');

/** Files of an app by their path; what is not text is written as JSON. host.json and package.json have defaults. */
export type AppFiles = Readonly<Record<string, unknown>>;

export interface HostProcess extends RunningService {
  readonly url: string;
  /** Folder of the app. */
  readonly app: string;
  /** The JSON lines it has logged so far. */
  log(): Record<string, unknown>[];
}

const undo: (() => unknown)[] = [];

/** Ends what the tests of a file started. */
export async function cleanUp(): Promise<void> {
  for (const step of undo.splice(0).reverse()) await step();
}

/** Writes an app into a folder of its own, with this project's packages. */
export function makeApp(files: AppFiles): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'function-app-'));
  undo.push(() => rmSync(folder, { recursive: true, force: true }));
  const defaults = { 'package.json': { main: 'app.cjs' }, 'host.json': { version: '2.0' } };
  for (const [name, content] of Object.entries({ ...defaults, ...files })) {
    if (content === undefined) continue;
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
  return folder;
}

/** Runs the host on an app as a developer would, on a free port. */
export async function startHostOn(
  files: AppFiles,
  { args = [], env = {} }: { args?: string[]; env?: Record<string, string> } = {},
): Promise<HostProcess> {
  const app = makeApp(files);
  const logFile = path.join(app, 'host.log');
  const service = await startService({
    name: 'The Functions host',
    script,
    args: ['--app', app, '--port', '0', '--log-format', 'json', ...args],
    env: { ...process.env, ...env },
    logFile,
  });
  undo.push(() => service.stop());
  const log = () =>
    readFileSync(logFile, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
  return { ...service, url: `${service.ready.url}`, app, log };
}

/** Runs the host on an app that it cannot run, until it ends. */
export function failingHost(files: AppFiles, args: readonly string[] = []): Promise<{ code: unknown; said: string }> {
  const argv = ['--disable-warning=ExperimentalWarning', script, '--app', makeApp(files), '--port', '0', ...args];
  return new Promise((resolve) => {
    execFile(process.execPath, argv, (error, _stdout, stderr) => resolve({ code: error?.code ?? 0, said: stderr }));
  });
}
