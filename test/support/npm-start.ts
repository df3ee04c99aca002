import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { FIXTURE_ENV } from './fixture-app.ts';

/** Any free port for everything, so that tests run beside each other and beside a real `npm start`. */
const FREE_PORTS = {
  AZURITE_BLOB_PORT: '0',
  AZURITE_QUEUE_PORT: '0',
  AZURITE_TABLE_PORT: '0',
  FOUNDRY_PORT: '0',
  FUNCTIONS_PORT: '0',
};

export interface Started {
  readonly child: ChildProcess;
  /** Output so far, standard error included. */
  output(): string;
  /** Resolves when the text is printed; rejects when the process ends before. */
  printed(text: string): Promise<void>;
  readonly exitCode: Promise<number | null>;
}

export const temporaryFolder = (): string => mkdtempSync(path.join(os.tmpdir(), 'start-'));

/** Runs `npm start -- ARGS` with the fixture app, on free ports and in the given state folder. */
export function npmStart(
  state: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Started {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'local/cli.ts', 'start', ...args], {
    env: { ...process.env, ...FREE_PORTS, ...FIXTURE_ENV, LOCAL_STATE: state, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  const watchers = new Set<() => void>();
  const read = (chunk: Buffer) => {
    text += chunk.toString();
    for (const look of watchers) look();
  };
  child.stdout.on('data', read);
  child.stderr.on('data', read);
  const exitCode = new Promise<number | null>((resolve) => child.once('close', resolve));
  return {
    child,
    exitCode,
    output: () => text,
    printed: (wanted) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (!text.includes(wanted)) return;
          watchers.delete(look);
          resolve();
        };
        watchers.add(look);
        look();
        void exitCode.then((code) => reject(new Error(`It ended with ${code} before it said "${wanted}":\n${text}`)));
      }),
  };
}
