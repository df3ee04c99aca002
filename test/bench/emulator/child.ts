import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const root = path.resolve(import.meta.dirname, '../../..');
const delayMonitor = pathToFileURL(path.join(import.meta.dirname, 'event-loop-delay.mjs')).href;

export interface Child {
  readonly pid: number;
  readonly port: number;
  /** Returns the longest pause of the event loop since the start or the last call, in milliseconds. */
  longestPause(): Promise<number>;
  stop(): Promise<void>;
}

/** Runs a file of the project as a process of its own until it has printed a port, `ready` having said how. */
export async function startChild(file: string, args: readonly string[], ready: RegExp): Promise<Child> {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', '--import', delayMonitor, file, ...args],
    { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const port = await printed(child, ready);
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    pid: child.pid ?? 0,
    port,
    longestPause: () => {
      const answer = printed(child, /longest pause: ([\d.]+) ms/);
      child.kill('SIGUSR2');
      return answer;
    },
    stop: async () => {
      child.kill('SIGTERM');
      await gone;
    },
  };
}

/** Waits for a line with a number. */
function printed(child: ChildProcess, line: RegExp): Promise<number> {
  return new Promise((resolve, reject) => {
    let text = '';
    const settle = (end: () => void) => {
      // Without a reader it would stop, and the process with it once the pipe is full.
      child.stdout?.off('data', read).resume();
      child.off('exit', ended);
      end();
    };
    const read = (chunk: Buffer) => {
      text += chunk.toString();
      const [, number] = line.exec(text) ?? [];
      if (number !== undefined) settle(() => resolve(Number(number)));
    };
    const ended = (code: number | null) =>
      settle(() => reject(new Error(`It ended with ${code} before it printed ${line}:\n${text}`)));
    child.stdout?.on('data', read);
    child.once('exit', ended);
  });
}
