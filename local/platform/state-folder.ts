import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { SetupError } from '../../shared/core/setup-error.ts';

/** Goes up when what the platform keeps can no longer be read by an older or newer version of it. */
export const STATE_VERSION = 1;

/**
 * Makes the state folder ready, or refuses one that another version wrote or that another `npm start` holds.
 * Returns a function that gives it free again.
 * @throws SetupError
 */
export function claimStateFolder(folder: string): () => void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (cause) {
    throw new SetupError(
      `The state folder ${folder} cannot be made. Set LOCAL_STATE to a folder that can be written.`,
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
        'Delete the folder to start afresh, or set LOCAL_STATE to another one.',
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
    // EPERM: it lives, but belongs to someone else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
