import { readFileSync } from 'node:fs';
import path from 'node:path';
import { messageOf, TerminalError } from '../../shared/core/errors.ts';
import type { Endpoints } from './platform.ts';
import { platformSettings } from './settings.ts';
import { trustCertificate } from './trust.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** The settings of the running platform, whose certificate is trusted from here on; nothing when none has run here. */
export function runningPlatform(): NodeJS.ProcessEnv {
  const { state } = platformSettings(root, process.env);
  try {
    const endpoints = JSON.parse(readFileSync(path.join(state, 'endpoints.json'), 'utf8')) as Endpoints;
    trustCertificate(endpoints.certificate);
    return {
      FOUNDRY_PROJECT_ENDPOINT: endpoints.foundryProject,
      DATA_STORAGE: endpoints.storage,
      FUNCTIONS_URL: endpoints.functions,
    };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw new TerminalError(`${state}/endpoints.json cannot be read (${messageOf(error)}). Run \`npm start\` again.`);
  }
}
