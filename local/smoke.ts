import { TerminalError } from '../shared/errors.ts';
import { smokeCommand } from './deploy/smoke-command.ts';
import { runningPlatform } from './platform/running-platform.ts';
import { SetupError } from './platform/setup-error.ts';

/** `npm run smoke`: one tool call, end to end, in the project of FOUNDRY_PROJECT_ENDPOINT or on the platform that runs here. */
process.exitCode = await main().catch((error: unknown) => {
  if (!(error instanceof TerminalError || error instanceof SetupError)) throw error;
  console.error(error.message);
  return 1;
});

async function main(): Promise<number> {
  const env = process.env.FOUNDRY_PROJECT_ENDPOINT ? process.env : { ...process.env, ...runningPlatform() };
  const { default: config } = await import('../foundry.config.ts');
  return await smokeCommand({ config, env, print: console.log });
}
