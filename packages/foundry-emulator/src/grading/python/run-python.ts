import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isRecord } from '../../core/json-schema.ts';
import { NoPython, type PythonResult, runPythonProcess } from '../../core/python-process.ts';
import type { RunPython } from '../contract/grade.ts';
import { GraderError } from '../contract/grader-error.ts';
import { WRAPPER } from './wrapper.ts';

/** Maximum characters of the answer. */
const MAX_ANSWER = 64 * 1024;

export interface PythonOptions {
  /** Interpreter; `off` disables Python graders. */
  readonly command: string;
  readonly timeoutMs: number;
}

/** Runs each row of a Python grader in a process and a folder of its own, isolated as far as the machine allows. */
export function pythonRunner({ command, timeoutMs }: PythonOptions): RunPython {
  return async (source, given, signal) => {
    if (command === 'off')
      throw new GraderError(
        'python_unavailable',
        'Python graders are off, because they run code of the request on this machine. Set FOUNDRY_PYTHON_GRADERS=on to run them.',
      );
    const input = JSON.stringify({ source, ...given });
    const folder = await mkdtemp(path.join(tmpdir(), 'foundry-grader-'));
    const task = { command, program: WRAPPER, folder, input, timeoutMs, maxOutput: MAX_ANSWER };
    try {
      return scoreOf(await runPythonProcess(task, signal), timeoutMs);
    } catch (cause) {
      if (!(cause instanceof NoPython)) throw cause;
      throw new GraderError('python_unavailable', `Python graders cannot run here: ${cause.message}`, { cause });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };
}

function scoreOf({ output, late, exitCode }: PythonResult, timeoutMs: number): number {
  if (late) throw new GraderError('python_timeout', `The Python grader did not finish within ${timeoutMs / 1000} s.`);
  const said = output === '' ? {} : (JSON.parse(output) as unknown);
  if (isRecord(said) && typeof said.score === 'string') return Number(said.score.replace('inf', 'Infinity'));
  const why = isRecord(said) && typeof said.error === 'string' ? said.error : `the process ended with ${exitCode}`;
  throw new GraderError('python_error', `The Python grader failed: ${why}`);
}
