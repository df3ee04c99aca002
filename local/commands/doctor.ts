import { TerminalError } from '../../shared/core/errors.ts';
import { SetupError } from '../../shared/core/setup-error.ts';
import { doctorCommand } from '../../shared/operations/doctor/doctor-command.ts';
import { runningPlatform } from '../platform/running-platform.ts';

/**
 * `npm run doctor`: looks at the project of FOUNDRY_PROJECT_ENDPOINT with its storage and function app (FUNCTIONS_URL), or, when that is not
 * set, at the platform that `npm start` runs on this machine.
 */
process.exitCode = await main().catch((error: unknown) => {
  if (!(error instanceof TerminalError || error instanceof SetupError)) throw error;
  console.error(error.message);
  return 1;
});

async function main(): Promise<number> {
  const env = process.env.FOUNDRY_PROJECT_ENDPOINT ? process.env : { ...process.env, ...runningPlatform() };
  const { default: config } = await import('../../foundry.config.ts');
  return await doctorCommand({ config, args: process.argv.slice(2), env, print: console.log });
}
