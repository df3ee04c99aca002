import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { spawnServer, stopProcess } from '../../shared/core/child-process.ts';
import { SetupError } from '../../shared/core/setup-error.ts';

export interface ServiceOptions {
  /** Its name in messages. */
  readonly name: string;
  readonly script: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** File that receives its log. */
  readonly logFile: string;
  /** Opens a channel for `ask`. */
  readonly ipc?: boolean;
  /** Receives each line of its log. */
  readonly onLine?: (line: string) => void;
}

export interface RunningService {
  readonly pid: number;
  /** The members of its `ready` line. */
  readonly ready: Readonly<Record<string, unknown>>;
  /** Resolves with its exit code, or the signal that ended it. */
  readonly ended: Promise<string>;
  /**
   * Sends a message of this kind over the channel and resolves with the `result` of the answer.
   * @throws Error when the service ends before it answers
   */
  ask(kind: string): Promise<unknown>;
  stop(): Promise<void>;
  /** Kills it without warning (SIGKILL), as a crash would. */
  kill(): Promise<void>;
}

/**
 * Starts one of the platform's servers as a child process. It logs JSON lines; the one with `"event":"ready"` means that it serves.
 * @throws SetupError with the server's own explanation when it ends before that
 */
export async function startService({
  name,
  script,
  args,
  env,
  logFile,
  onLine,
  ipc = false,
}: ServiceOptions): Promise<RunningService> {
  const child = spawnServer(script, args, env, ipc);
  const ended = new Promise<string>((resolve) =>
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`)),
  );
  const ready = await readyLine(child, name, logFile, onLine);
  return {
    pid: child.pid ?? 0,
    ready,
    ended,
    ask: (kind) => ask(child, kind, ended),
    stop: () => stopProcess(child),
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

function ask(child: ChildProcess, kind: string, ended: Promise<string>): Promise<unknown> {
  const id = randomUUID();
  return new Promise((resolve, reject) => {
    const onMessage = (message: { readonly id?: unknown; readonly result?: unknown }) => {
      if (message.id !== id) return;
      child.off('message', onMessage);
      resolve(message.result);
    };
    child.on('message', onMessage);
    void ended.then((how) => reject(new Error(`The process ended (${how}) before it answered.`)));
    child.send({ kind, id });
  });
}

function readyLine(
  child: ChildProcess,
  name: string,
  logFile: string,
  listener: ((line: string) => void) | undefined,
): Promise<Record<string, unknown>> {
  const log = createWriteStream(logFile, { flags: 'a' });
  const lastLines: string[] = [];
  return new Promise((resolve, reject) => {
    const onLine = (line: string) => {
      log.write(`${line}\n`);
      listener?.(line);
      if (lastLines.push(line) > 20) lastLines.shift();
      if (!line.includes('"ready"')) return;
      const parsed = parseLine(line);
      if (parsed?.event === 'ready') resolve(parsed);
    };
    if (child.stdout) createInterface({ input: child.stdout }).on('line', onLine);
    if (child.stderr) createInterface({ input: child.stderr }).on('line', onLine);
    child.once('error', (error) => reject(new SetupError(`${name} could not be started: ${error.message}`)));
    // 'close' and not 'exit': its last lines must have been read.
    child.once('close', (code, signal) => {
      log.end();
      reject(
        new SetupError(
          `${name} ended (${signal ?? `exit code ${code}`}) before it was ready.\n${lastLines.join('\n')}`,
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
