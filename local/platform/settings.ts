import path from 'node:path';
import { SetupError } from '../../shared/core/setup-error.ts';

export interface PlatformPorts {
  readonly blob: number;
  readonly queue: number;
  readonly table: number;
  readonly foundry: number;
  readonly functions: number;
}

export interface PlatformSettings {
  readonly ports: PlatformPorts;
  /** Folder that holds everything the platform remembers. */
  readonly state: string;
}

/** Ports and state folder of the local platform, from the environment. @throws SetupError naming the variable */
export function platformSettings(root: string, env: NodeJS.ProcessEnv): PlatformSettings {
  const ports: PlatformPorts = {
    blob: port(env, 'AZURITE_BLOB_PORT', 10000),
    queue: port(env, 'AZURITE_QUEUE_PORT', 10001),
    table: port(env, 'AZURITE_TABLE_PORT', 10002),
    foundry: port(env, 'FOUNDRY_PORT', 7443),
    functions: port(env, 'FUNCTIONS_PORT', 7071),
  };
  return { ports, state: path.resolve(root, env.LOCAL_STATE ?? '.local') };
}

function port(env: NodeJS.ProcessEnv, name: string, preset: number): number {
  const text = env[name];
  if (text === undefined || text === '') return preset;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65_535) {
    throw new SetupError(
      `${name} is "${text}", which is not a port. Set it to a whole number from 0 (any free port) to 65535.`,
    );
  }
  return value;
}
