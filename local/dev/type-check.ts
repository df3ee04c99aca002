import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';

export interface TypeChecker {
  /**
   * Checks the app and what it imports. A newer check cancels the one that still runs.
   * @returns the errors with file, line and a code frame; empty if there are none; undefined if the check was cancelled
   */
  check(): Promise<string | undefined>;
  stop(): void;
}

/**
 * Prepares an incremental type check of the app.
 * @param folder keeps the compiler's notes between checks
 */
export function typeChecker(root: string, config: string, folder: string): TypeChecker {
  const project = path.join(folder, 'tsconfig.json');
  writeFileSync(
    project,
    JSON.stringify({
      extends: path.join(root, 'tsconfig.json'),
      compilerOptions: {
        types: ['node'],
        typeRoots: [path.join(root, 'node_modules/@types')],
        // Code that is still being written has unused names.
        noUnusedLocals: false,
        noUnusedParameters: false,
        incremental: true,
        tsBuildInfoFile: path.join(folder, 'types.tsbuildinfo'),
      },
      include: [path.join(root, 'functions'), config],
      exclude: [],
    }),
  );
  const compiler = path.join(root, 'node_modules/typescript/bin/tsc');
  let cancel = () => {};
  const run = (): Promise<string | undefined> =>
    new Promise((resolve) => {
      const args = [compiler, '-p', project, '--pretty', 'true'];
      const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
      let cancelled = false;
      cancel = () => {
        cancelled = true;
        child.kill('SIGKILL');
      };
      let text = '';
      const read = (chunk: Buffer) => {
        text += chunk.toString();
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.once('error', (error) => resolve(`The type check could not be started: ${error.message}`));
      child.once('close', (code) => resolve(cancelled ? undefined : code === 0 ? '' : readable(text)));
    });
  return {
    check: () => {
      cancel();
      return run();
    },
    stop: () => cancel(),
  };
}

/** The code frames come only with colours, which a file or a pipe does not want. The count at the end says nothing new. */
function readable(text: string): string {
  const shown = process.stdout.isTTY === true ? text : stripVTControlCharacters(text);
  return shown.replace(/\n+\S*Found \d+ errors?[\s\S]*$/, '').trim();
}
