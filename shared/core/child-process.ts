import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** Milliseconds a process gets to end in good order before it is killed. */
const PATIENCE_MS = 8_000;

const leash = pathToFileURL(path.join(import.meta.dirname, 'leash.mjs')).href;

/**
 * Starts a Node script as a server whose output this process reads. It ends when this process ends, kill -9 included.
 * @param ipc opens a channel for messages as well
 */
export function spawnServer(
  script: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
  ipc = false,
): ChildProcess {
  const flags = ['--disable-warning=ExperimentalWarning', '--import', leash];
  return spawn(process.execPath, [...flags, script, ...args], {
    env,
    stdio: ['pipe', 'pipe', 'pipe', ...(ipc ? (['ipc'] as const) : [])],
  });
}

/** Ends a child with this process, however this one ends short of a kill -9; returns a function that forgets it. */
export function killWithParent(child: ChildProcess): () => void {
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  return () => process.off('exit', kill);
}

/** Asks a child to end (SIGTERM) and resolves when it has; kills it when it takes too long. */
export async function stopProcess(child: ChildProcess, patience = PATIENCE_MS): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), patience);
  await ended;
  clearTimeout(timer);
}
