import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
const TIMEOUT_MS = 60_000;

export interface Ran {
  /** True when it served; it was killed then. */
  readonly ready: boolean;
  readonly exitCode: number | null;
  /** Everything it wrote. */
  readonly text: string;
}

export interface Program {
  readonly script: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** Shell commands that run before it in a mount namespace of its own. */
  readonly mounts?: string;
}

export const EMULATOR = path.join(root, 'packages/foundry-emulator/src/main.mjs');
export const HOST = path.join(root, 'packages/functions-host/src/main.ts');
export const START = path.join(root, 'local/cli.ts');

/** True where this user may mount file systems in a namespace of its own. */
export const canMount = (): boolean =>
  process.platform === 'linux' &&
  spawnSync('unshare', ['-rm', 'sh', '-c', 'mount -t tmpfs none /mnt'], { stdio: 'ignore' }).status === 0;

export function launch({ script, args, env = {}, mounts }: Program): ChildProcess {
  const node = [process.execPath, '--disable-warning=ExperimentalWarning', script, ...args];
  const options = {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'] as ['ignore', 'pipe', 'pipe'],
  };
  if (mounts === undefined) return spawn(node[0] ?? '', node.slice(1), options);
  // The shell replaces itself, so that a signal reaches the program.
  return spawn('unshare', ['-rm', 'sh', '-c', `${mounts}\nexec "$@"`, 'sh', ...node], options);
}

/** Runs a program until it serves (a line with `ready` or an address), ends, or a minute has passed. */
export async function runUntilReady(program: Program, sign?: RegExp): Promise<Ran> {
  const child = launch(program);
  const { ready, text } = await untilReady(child, sign);
  if (ready) child.kill('SIGTERM');
  await ended(child);
  return { ready, exitCode: child.exitCode, text: text() };
}

export function untilReady(
  child: ChildProcess,
  sign = /"ready"/,
): Promise<{ readonly ready: boolean; text(): string }> {
  let written = '';
  return new Promise((resolve) => {
    const done = (ready: boolean) => resolve({ ready, text: () => written });
    const read = (chunk: Buffer) => {
      written += chunk.toString();
      if (sign.test(written)) done(true);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('close', () => done(false));
    setTimeout(() => done(false), TIMEOUT_MS).unref();
  });
}

export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await new Promise((resolve) => child.once('exit', resolve));
  clearTimeout(timer);
}
