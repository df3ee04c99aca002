import { createReadStream, createWriteStream } from 'node:fs';
import { lstat, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { FileObject } from '../../apis/files/file-object.ts';
import { type FileStore, projectFiles } from '../../apis/files/file-store.ts';
import { PYTHON_GRADER_MEMORY_BYTES, PYTHON_GRADER_TIMEOUT_MS } from '../../core/limits.ts';
import type { ProjectContext } from '../../core/project/project-context.ts';
import { NoPython, runPythonProcess } from '../../core/python-process.ts';

export interface CodeRun {
  /** Output, including errors. */
  readonly logs: string;
  /** Files that it created, stored in the project. */
  readonly files: readonly FileObject[];
}

/** Characters of output for the model. */
const MAX_LOGS = 32 * 1024;

/** Maximum files stored per run. */
const MAX_FILES = 20;

/** Runs code from standard input with stderr redirected to stdout, within the memory limit of graders. */
const PROGRAM = `
import os, sys, traceback
os.dup2(1, 2)
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (${PYTHON_GRADER_MEMORY_BYTES}, ${PYTHON_GRADER_MEMORY_BYTES}))
except (ImportError, ValueError, OSError):
    pass
code = sys.stdin.buffer.read().decode("utf-8")
try:
    exec(compile(code, "code.py", "exec"), {"__name__": "__main__"})
except SystemExit:
    pass
except BaseException as error:
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == "code.py"]
    line = getattr(error, "lineno", None) or (frames[-1].lineno if frames else None)
    print(f"{type(error).__name__}: {error}" + (f" (line {line})" if line else ""))
sys.stdout.flush()
`;

/**
 * Returns a function that runs Python code in a new process and folder, with the rights of the emulator's user. Input files are in the
 * folder under their names.
 * @throws NoPython
 */
export function codeRunner(
  project: ProjectContext,
): (code: string, fileIds: readonly string[], signal: AbortSignal) => Promise<CodeRun> {
  const fileStore = projectFiles(project);
  const command = project.settings.FOUNDRY_PYTHON ?? 'python3';

  return async (input, fileIds, signal) => {
    if (command === 'off') throw new NoPython('Python is switched off (FOUNDRY_PYTHON=off).');
    const folder = await mkdtemp(path.join(tmpdir(), 'foundry-code-'));
    try {
      const given = await layOut(fileStore, fileIds, folder);
      const limits = { timeoutMs: PYTHON_GRADER_TIMEOUT_MS, maxOutput: MAX_LOGS };
      const { output, late } = await runPythonProcess({ command, program: PROGRAM, folder, input, ...limits }, signal);
      const logs = late ? `${output}\nStopped after ${PYTHON_GRADER_TIMEOUT_MS / 1000} s.` : output;
      return { logs: logs.slice(0, MAX_LOGS), files: await kept(fileStore, folder, given) };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };
}

/** @returns the names of the files in the folder */
async function layOut(fileStore: FileStore, fileIds: readonly string[], folder: string): Promise<Set<string>> {
  const names = new Set<string>();
  for (const id of fileIds) {
    const name = path.basename(fileStore.get(id).filename);
    names.add(name);
    await pipeline(fileStore.read(id), createWriteStream(path.join(folder, name)));
  }
  return names;
}

async function kept(fileStore: FileStore, folder: string, given: ReadonlySet<string>): Promise<FileObject[]> {
  const made: FileObject[] = [];
  for (const filename of (await readdir(folder)).sort()) {
    const place = path.join(folder, filename);
    // Symbolic links are not followed.
    const about = await lstat(place);
    if (given.has(filename) || !about.isFile() || about.size === 0 || made.length === MAX_FILES) continue;
    const received = await fileStore.receive(createReadStream(place));
    made.push(received.keep({ filename, purpose: 'assistants_output' }));
  }
  return made;
}
