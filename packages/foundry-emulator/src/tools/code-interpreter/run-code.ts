import { createReadStream, createWriteStream } from 'node:fs';
import { lstat, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FileStore } from '../../apis/files/file-store.ts';
import { PYTHON_GRADER_TIMEOUT_MS } from '../../core/limits.ts';
import type { ProjectContext } from '../../core/project/project-context.ts';
import { NoPython, PYTHON_LIMITS, runPythonProcess } from '../../core/python-process.ts';

export interface CodeFile {
  readonly id: string;
  readonly filename: string;
}

export interface CodeRun {
  /** Output, including errors. */
  readonly logs: string;
  /** Files that it created or changed, stored. */
  readonly files: readonly CodeFile[];
}

/** Characters of output for the model. */
const MAX_LOGS = 32 * 1024;

/** Maximum files stored per run. */
const MAX_FILES = 20;

/** Runs code from standard input with stderr redirected to stdout, within the memory limit of graders. */
const PROGRAM = `
import os, sys, traceback
os.dup2(1, 2)
${PYTHON_LIMITS}code = sys.stdin.buffer.read().decode("utf-8")
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

/** A file that code finds in its working folder. */
interface InputFile {
  readonly filename: string;
  read(): Readable;
}

/** The files that code finds, and the place for those that it leaves. */
export interface Workspace {
  files(): Iterable<InputFile>;
  /** Stores a file that the code created, or changed where `changed` is true. Returns undefined for a file that is not stored. */
  keep(filename: string, bytes: Readable, changed: boolean): Promise<CodeFile> | undefined;
}

/** A workspace of project files, which the code cannot change; files that it creates become project files. */
export function fileWorkspace(fileStore: FileStore, fileIds: readonly string[]): Workspace {
  return {
    files: () => fileIds.map((id) => ({ filename: fileStore.get(id).filename, read: () => fileStore.read(id) })),
    keep: (filename, bytes, changed) =>
      changed
        ? undefined
        : fileStore.receive(bytes).then((received) => received.keep({ filename, purpose: 'assistants_output' })),
  };
}

/**
import type { FileStore } from '../../apis/files/file-store.ts';
import { PYTHON_GRADER_TIMEOUT_MS } from '../../core/limits.ts';
 * @throws NoPython
 */
export function codeRunner(
  project: Pick<ProjectContext, 'settings'>,
): (code: string, workspace: Workspace, signal: AbortSignal) => Promise<CodeRun> {
  const command = project.settings.FOUNDRY_PYTHON ?? 'python3';

  return async (input, workspace, signal) => {
    if (command === 'off') throw new NoPython('Python is switched off (FOUNDRY_PYTHON=off).');
    const folder = await mkdtemp(path.join(tmpdir(), 'foundry-code-'));
    try {
      const given = await layOut(workspace, folder);
      const limits = { timeoutMs: PYTHON_GRADER_TIMEOUT_MS, maxOutput: MAX_LOGS };
      const { output, late } = await runPythonProcess({ command, program: PROGRAM, folder, input, ...limits }, signal);
      const logs = late ? `${output}\nStopped after ${PYTHON_GRADER_TIMEOUT_MS / 1000} s.` : output;
      return { logs: logs.slice(0, MAX_LOGS), files: await kept(workspace, folder, given) };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };
}

/** @returns the times at which the files of the workspace were written, by name */
async function layOut(workspace: Workspace, folder: string): Promise<Map<string, number>> {
  const times = new Map<string, number>();
  for (const { filename, read } of workspace.files()) {
    const name = path.basename(filename);
    const place = path.join(folder, name);
    await pipeline(read(), createWriteStream(place));
    times.set(name, (await lstat(place)).mtimeMs);
  }
  return times;
}

async function kept(workspace: Workspace, folder: string, given: ReadonlyMap<string, number>): Promise<CodeFile[]> {
  const made: CodeFile[] = [];
  for (const filename of (await readdir(folder)).sort()) {
    const place = path.join(folder, filename);
    // Symbolic links are not followed.
    const about = await lstat(place);
    const changed = given.has(filename);
    if (!about.isFile() || about.size === 0 || made.length === MAX_FILES) continue;
    if (given.get(filename) === about.mtimeMs) continue;
    const file = await workspace.keep(filename, createReadStream(place), changed);
    if (file) made.push(file);
  }
  return made;
}
