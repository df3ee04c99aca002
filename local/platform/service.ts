import type { ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { spawnServer, stopProcess } from '../../shared/core/child-process.ts';
import { SetupError } from '../../shared/core/setup-error.ts';

export interface ServiceOptions {
  /** What people call it: shown when it fails. */
  readonly name: string;
  readonly script: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Where its log goes. */
  readonly logFile: string;
}

export interface RunningService {
  readonly pid: number;
  /** What its `ready` line said. */
  readonly ready: Readonly<Record<string, unknown>>;
  /** Resolves with its exit code, or the signal that ended it. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
  /** kill -9, as a crash would. */
  kill(): Promise<void>;
}

/**
 * Starts one of our own servers as a process of its own. It logs JSON lines; the one with `"event":"ready"` says that it serves.
 * @throws SetupError with the server's own explanation when it ends before that
 */
export async function startService({ name, script, args, env, logFile }: ServiceOptions): Promise<RunningService> {
  const child = spawnServer(script, args, env);
  const ended = new Promise<string>((resolve) =>
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`)),
  );
  const ready = await readyLine(child, name, logFile);
  return {
    pid: child.pid ?? 0,
    ready,
    ended,
    stop: () => stopProcess(child),
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

function readyLine(child: ChildProcess, name: string, logFile: string): Promise<Record<string, unknown>> {
  const log = createWriteStream(logFile, { flags: 'a' });
  const lastWords: string[] = [];
  return new Promise((resolve, reject) => {
    const onLine = (line: string) => {
      log.write(`${line}\n`);
      if (lastWords.push(line) > 20) lastWords.shift();
      if (!line.includes('"ready"')) return;
      const parsed = parseLine(line);
      if (parsed?.event === 'ready') resolve(parsed);
    };
    if (child.stdout) createInterface({ input: child.stdout }).on('line', onLine);
    if (child.stderr) createInterface({ input: child.stderr }).on('line', onLine);
    child.once('error', (error) => reject(new SetupError(`${name} could not be started: ${error.message}`)));
    // 'close' and not 'exit': its last words must have been read.
    child.once('close', (code, signal) => {
      log.end();
      reject(
        new SetupError(
          `${name} ended (${signal ?? `exit code ${code}`}) before it was ready.\n${lastWords.join('\n')}`,
        ),
      );
    });
  });
}

function parseLine(line: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
