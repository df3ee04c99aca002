import { existsSync } from 'node:fs';
import path from 'node:path';

/** The setting by which the local platform names its state folder. It is not set on Azure. */
export const LOCAL_STATE_FOLDER = 'LOCAL_STATE_FOLDER';

/**
 * Returns the problem when the state folder of the local platform was deleted while the platform runs: its servers then keep some objects in
 * memory, and lose others.
 */
export function localStateProblem(env: NodeJS.ProcessEnv): string | undefined {
  const folder = env[LOCAL_STATE_FOLDER];
  // A server may create the folder itself again, but not what the platform keeps in it.
  if (!folder || existsSync(path.join(folder, 'logs'))) return undefined;
  return `The state folder ${folder} was deleted while the local platform runs. Stop the platform with Ctrl+C, and start it again with \`npm start\` or \`npm run dev\`.`;
}
