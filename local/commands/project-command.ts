import type { ProjectCommand } from '../../shared/operations/project/agents-command.ts';
import { loadConfig } from '../config/load-config.ts';
import { runningPlatform } from '../platform/running-platform.ts';

/**
 * Runs a command on the project of FOUNDRY_PROJECT_ENDPOINT. Without that setting it uses the platform that `npm start` or `npm run dev`
 * runs on this machine.
 */
export async function projectCommand(
  command: (given: ProjectCommand) => Promise<number>,
  args: readonly string[],
): Promise<number> {
  const config = await loadConfig(process.env);
  const env = process.env.FOUNDRY_PROJECT_ENDPOINT ? process.env : { ...process.env, ...runningPlatform() };
  return command({ config, args, env, print: console.log });
}
