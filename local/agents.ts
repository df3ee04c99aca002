import { TerminalError } from '../shared/errors.ts';
import { agentsCommand } from '../shared/foundry/agents/agents-command.ts';
import { runningPlatform } from './platform/running-platform.ts';
import { SetupError } from './platform/setup-error.ts';

/**
 * `npm run agents`: brings the agents of foundry.config.ts to the project of FOUNDRY_PROJECT_ENDPOINT, or, when that is not set, to
 * the platform that `npm start` runs on this machine.
 */
process.exitCode = await main().catch((error: unknown) => {
  if (!(error instanceof TerminalError || error instanceof SetupError)) throw error;
  console.error(error.message);
  return 1;
});

async function main(): Promise<number> {
  const env = process.env.FOUNDRY_PROJECT_ENDPOINT ? process.env : { ...process.env, ...runningPlatform() };
  const { default: config } = await import('../foundry.config.ts');
  return await agentsCommand({ config, args: process.argv.slice(2), env, print: console.log });
}
