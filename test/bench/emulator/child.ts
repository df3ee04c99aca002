import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../../..');

export interface Child {
  readonly pid: number;
  readonly port: number;
  stop(): Promise<void>;
}

/** Runs a file of the project as a process of its own until it has printed a port, `ready` having said how. */
export async function startChild(file: string, args: readonly string[], ready: RegExp): Promise<Child> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', file, ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const port = await printed(child, ready);
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    pid: child.pid ?? 0,
    port,
    stop: async () => {
      child.kill('SIGTERM');
      await gone;
    },
  };
}

function printed(child: ChildProcess, ready: RegExp): Promise<number> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const [, port] = ready.exec(text) ?? [];
      if (port !== undefined) resolve(Number(port));
    });
    child.once('exit', (code) => reject(new Error(`It ended with ${code} before it was ready:\n${text}`)));
  });
}
