import type { ProjectCommand } from '../../shared/operations/project/agents-command.ts';
import { loadConfig } from '../config/load-config.ts';
import { runningPlatform } from '../platform/running-platform.ts';
import { runCommand } from './run-command.ts';

/**
 * Runs a command on the project of FOUNDRY_PROJECT_ENDPOINT. Without that setting it uses the platform that `npm start` or `npm run dev`
 * runs on this machine.
 */
export function projectCommand(command: (given: ProjectCommand) => Promise<number>): Promise<void> {
  return runCommand(async () => {
    const config = await loadConfig(process.env);
    return command({ config, args: process.argv.slice(2), env: projectEnvironment(), print: console.log });
  });
}

/** Returns the environment with the settings of the local platform, if no project is set. */
export function projectEnvironment(): NodeJS.ProcessEnv {
  return process.env.FOUNDRY_PROJECT_ENDPOINT ? process.env : { ...process.env, ...runningPlatform() };
}
