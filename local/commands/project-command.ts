import { TerminalError } from '../../shared/core/errors.ts';
import { SetupError } from '../../shared/core/setup-error.ts';
import type { ProjectCommand } from '../../shared/operations/project/agents-command.ts';
import { runningPlatform } from '../platform/running-platform.ts';

/**
 * Carries out a command that brings foundry.config.ts to the project of FOUNDRY_PROJECT_ENDPOINT, or, when that is not set, to the
 * platform that `npm start` runs on this machine.
 */
export async function projectCommand(command: (given: ProjectCommand) => Promise<number>): Promise<void> {
  process.exitCode = await run(command).catch((error: unknown) => {
    if (!(error instanceof TerminalError || error instanceof SetupError)) throw error;
    console.error(error.message);
    return 1;
  });
}

async function run(command: (given: ProjectCommand) => Promise<number>): Promise<number> {
  const env = process.env.FOUNDRY_PROJECT_ENDPOINT ? process.env : { ...process.env, ...runningPlatform() };
  const { default: config } = await import('../../foundry.config.ts');
  return await command({ config, args: process.argv.slice(2), env, print: console.log });
}
