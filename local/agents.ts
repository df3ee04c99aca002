import { readFileSync } from 'node:fs';
import path from 'node:path';
import { messageOf, TerminalError } from '../shared/errors.ts';
import { agentsCommand } from '../shared/foundry/agents/agents-command.ts';
import type { Endpoints } from './platform/platform.ts';
import { platformSettings } from './platform/settings.ts';
import { SetupError } from './platform/setup-error.ts';
import { trustCertificate } from './platform/trust.ts';

/**
 * `npm run agents`: brings the agents of foundry.config.ts to the project of FOUNDRY_PROJECT_ENDPOINT, or, when that is not set, to
 * the platform that `npm start` runs on this machine.
 */
const root = path.resolve(import.meta.dirname, '..');

process.exitCode = await main().catch((error: unknown) => {
  if (!(error instanceof TerminalError || error instanceof SetupError)) throw error;
  console.error(error.message);
  return 1;
});

async function main(): Promise<number> {
  const env = process.env.FOUNDRY_PROJECT_ENDPOINT ? process.env : { ...process.env, ...localPlatform() };
  const { default: config } = await import('../foundry.config.ts');
  return await agentsCommand({ config, args: process.argv.slice(2), env, print: console.log });
}

/** The settings of the running platform, whose certificate is trusted from here on; nothing when none has run here. */
function localPlatform(): NodeJS.ProcessEnv {
  const { state } = platformSettings(root, process.env);
  try {
    const endpoints = JSON.parse(readFileSync(path.join(state, 'endpoints.json'), 'utf8')) as Endpoints;
    trustCertificate(endpoints.certificate);
    return { FOUNDRY_PROJECT_ENDPOINT: endpoints.foundryProject, DATA_STORAGE: endpoints.storage };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw new TerminalError(`${state}/endpoints.json cannot be read (${messageOf(error)}). Run \`npm start\` again.`);
  }
}
