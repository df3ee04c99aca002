import { type ChildProcess, spawn } from 'node:child_process';

export interface PythonTask {
  /** The interpreter. */
  readonly command: string;
  readonly program: string;
  /** Working folder. */
  readonly folder: string;
  /** Standard input. */
  readonly input: string;
  readonly timeoutMs: number;
  /** Maximum characters of output that are read. */
  readonly maxOutput: number;
}

export interface PythonResult {
  readonly output: string;
  /** True when the program exceeded its time. */
  readonly late: boolean;
  readonly exitCode: number | null;
}

/** `off`: disabled by a setting. `missing`: no interpreter could be started. */
export type PythonState = 'ready' | 'off' | 'missing';

/** Starts the interpreter to see whether it is there. */
export async function pythonState(command: string): Promise<PythonState> {
  if (command === 'off') return 'off';
  const child = spawn(command, ['-I', '-c', ''], { env: { PATH: process.env.PATH ?? '' }, stdio: 'ignore' });
  return new Promise((resolve) => {
    child.once('error', () => resolve('missing'));
    child.once('close', (code) => resolve(code === 0 ? 'ready' : 'missing'));
  });
}

/** The interpreter cannot be started. */
export class NoPython extends Error {
  override readonly name = 'NoPython';
}

/**
 * Runs a program in a Python process, which is killed with its children after the timeout or when the signal aborts. The process has the
 * rights of the emulator's user and an environment with PATH only.
 * @throws NoPython, or the signal's reason
 */
export async function runPythonProcess(task: PythonTask, signal: AbortSignal): Promise<PythonResult> {
  signal.throwIfAborted();
  const child = spawn(task.command, ['-I', '-c', task.program], {
    cwd: task.folder,
    env: { PATH: process.env.PATH ?? '' },
    stdio: ['pipe', 'pipe', 'ignore'],
    detached: true,
  });
  const stop = () => kill(child);
  const timer = setTimeout(stop, task.timeoutMs);
  signal.addEventListener('abort', stop, { once: true });
  try {
    child.stdin.on('error', () => {}).end(task.input);
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (output.length < task.maxOutput) output += text;
    });
    await ended(child, task.command);
    signal.throwIfAborted();
    return { output, late: child.signalCode === 'SIGKILL', exitCode: child.exitCode };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
    stop();
  }
}

function ended(child: ChildProcess, command: string): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('error', (cause) =>
      reject(
        new NoPython(`"${command}" cannot be started. Install Python 3, or name it with FOUNDRY_PYTHON.`, { cause }),
      ),
    );
    child.once('close', () => resolve());
  });
}

/** Kills the process group, including child processes. */
function kill(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}
