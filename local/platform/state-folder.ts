import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { SetupError } from '../../shared/core/setup-error.ts';

/**
 * Increased when another version of the platform cannot read the state of this one. 2: tables are named in Pascal case (`ToolCalls`, `Jobs`).
 */
export const STATE_VERSION = 2;

/**
 * Creates the state folder, and refuses one that another version wrote or that another `npm start` uses.
 * @returns a function that releases it
 * @throws SetupError
 */
export function claimStateFolder(folder: string): () => void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new SetupError(
      `The state folder ${folder} cannot be created. Set LOCAL_STATE to a folder that this user may write.`,
      { cause },
    );
  }
  checkVersion(folder);
  const lock = path.join(folder, 'running.pid');
  const holder = Number(readIfThere(lock));
  if (holder && holder !== process.pid && isAlive(holder)) {
    throw new SetupError(
      `Process ${holder} already runs the platform on ${folder}. Stop it first, or set LOCAL_STATE to another folder (and the ports, too).`,
    );
  }
  writeFileSync(lock, `${process.pid}`);
  return () => rmSync(lock, { force: true });
}

function checkVersion(folder: string): void {
  const file = path.join(folder, 'version');
  const found = readIfThere(file);
  if (found === undefined) writeFileSync(file, `${STATE_VERSION}\n`);
  else if (Number(found) !== STATE_VERSION) {
    throw new SetupError(
      `The state folder ${folder} was written by another version (state ${found.trim()}, this one reads ${STATE_VERSION}). ` +
        'Delete the folder, which holds only local test data, or set LOCAL_STATE to another one.',
    );
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: the process runs, but belongs to another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
