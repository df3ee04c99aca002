import { type ChildProcess, spawn } from 'node:child_process';
import { PYTHON_GRADER_MEMORY_BYTES } from './limits.ts';
import { isolationFor, searchPath } from './python-isolation.ts';

export interface PythonTask {
  /** The interpreter. */
  readonly command: string;
  readonly program: string;
  /** Working folder, the only one that an isolated program may write beside its own `/tmp`. */
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

/** Bytes that a program may write to one file. */
const FILE_BYTES = 256 * 1024 * 1024;
/** Seconds of processor time. The timeout counts real time. */
const CPU_SECONDS = 300;

/** Limits that a program sets on itself before it runs foreign code; it cannot raise them again. */
export const PYTHON_LIMITS = `
try:
    import resource
    for kind, limit in (("AS", ${PYTHON_GRADER_MEMORY_BYTES}), ("CPU", ${CPU_SECONDS}), ("FSIZE", ${FILE_BYTES}), ("CORE", 0)):
        try:
            resource.setrlimit(getattr(resource, "RLIMIT_" + kind), (limit, limit))
        except (AttributeError, ValueError, OSError):
            pass
except ImportError:
    pass
`;

/**
 * Runs a program in a Python process, which is killed with its children after the timeout or when the signal aborts. It is isolated as far as
 * the machine allows, and its environment has PATH only.
 * @throws NoPython, or the signal's reason
 */
export async function runPythonProcess(task: PythonTask, signal: AbortSignal): Promise<PythonResult> {
  signal.throwIfAborted();
  const isolation = await isolationFor(task.command);
  signal.throwIfAborted();
  const [command, ...args] = isolation.wrap(task.command, ['-I', '-c', task.program], task.folder);
  const child = spawn(command, args, {
    cwd: task.folder,
    env: { PATH: searchPath() },
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
