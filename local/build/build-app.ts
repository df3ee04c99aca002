import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { SetupError } from '../../shared/core/setup-error.ts';

/** Builds the bundle that is deployed and returns the app's folder. @throws SetupError with the compiler's message */
export async function buildApp(root: string): Promise<string> {
  try {
    await promisify(execFile)(process.execPath, [path.join(root, 'local/build/build.mjs')]);
    return root;
  } catch (cause) {
    const { stderr } = cause as { stderr?: string };
    throw new SetupError(`The app could not be built:\n${stderr?.trim() || String(cause)}`, { cause });
  }
}
