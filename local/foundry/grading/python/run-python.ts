import { type ChildProcess, spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { isRecord } from '../../model/json-schema.ts';
import { GraderError } from '../grader-error.ts';
import { WRAPPER } from './wrapper.ts';

/** Calls `grade(sample, item)` of a Python source. @throws GraderError when it returns no number, fails, or takes too long */
export type RunPython = (
  source: string,
  given: { sample: unknown; item: unknown },
  signal: AbortSignal,
) => Promise<number>;

/** Bytes of answer that are read; the rest of a grader that writes without end is not. */
const MAX_ANSWER = 64 * 1024;

export interface PythonOptions {
  /** The interpreter; `off` when Python graders are not wanted. */
  readonly command: string;
  readonly timeoutMs: number;
}

/**
 * Runs graders in a Python process of their own, one for each row, killed with all its children when its time is up. It has the
 * rights of the emulator's user; of the environment it sees the search path only.
 */
export function pythonRunner({ command, timeoutMs }: PythonOptions): RunPython {
  return async (source, given, signal) => {
    if (command === 'off')
      throw new GraderError('python_unavailable', 'Python graders are switched off (FOUNDRY_PYTHON=off).');
    const child = spawn(command, ['-I', '-c', WRAPPER], {
      cwd: tmpdir(),
      env: { PATH: process.env.PATH ?? '' },
      stdio: ['pipe', 'pipe', 'ignore'],
      detached: true,
    });
    const stop = () => kill(child);
    const timer = setTimeout(stop, timeoutMs);
    signal.addEventListener('abort', stop, { once: true });
    try {
      child.stdin?.on('error', () => {}).end(JSON.stringify({ source, ...given }));
      const answer = await answerOf(child, command);
      signal.throwIfAborted();
      return scoreOf(answer, child, timeoutMs);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      stop();
    }
  };
}

async function answerOf(child: ChildProcess, command: string): Promise<string> {
  let answer = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    if (answer.length < MAX_ANSWER) answer += text;
  });
  await new Promise<void>((resolve, reject) => {
    child.once('error', (cause) =>
      reject(
        new GraderError(
          'python_unavailable',
          `"${command}" cannot be started, so Python graders cannot run here. Install Python 3, or name it with FOUNDRY_PYTHON.`,
          { cause },
        ),
      ),
    );
    child.once('close', () => resolve());
  });
  return answer;
}

function scoreOf(answer: string, { signalCode, exitCode }: ChildProcess, timeoutMs: number): number {
  if (signalCode === 'SIGKILL') {
    throw new GraderError('python_timeout', `The Python grader did not finish within ${timeoutMs / 1000} s.`);
  }
  const said = answer === '' ? {} : (JSON.parse(answer) as unknown);
  if (isRecord(said) && typeof said.score === 'string') return Number(said.score.replace('inf', 'Infinity'));
  const why = isRecord(said) && typeof said.error === 'string' ? said.error : `the process ended with ${exitCode}`;
  throw new GraderError('python_error', `The Python grader failed: ${why}`);
}

/** The whole process group: a grader may have started others. */
function kill(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}
