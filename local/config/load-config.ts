import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CheckedConfig } from '../../shared/config/define-config.ts';
import { SetupError } from '../../shared/core/setup-error.ts';
import { explainConfigFailure } from './explain-config-failure.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** Returns the absolute path of the config: FOUNDRY_CONFIG, or foundry.config.ts at the root of the repository. */
export function configFile(env: NodeJS.ProcessEnv): string {
  return path.resolve(root, env.FOUNDRY_CONFIG || 'foundry.config.ts');
}

/**
 * Imports and checks the config.
 * @throws SetupError with file, line and a code frame when the config, or a file it imports, cannot be used
 */
export async function loadConfig(env: NodeJS.ProcessEnv): Promise<CheckedConfig> {
  const file = configFile(env);
  if (!existsSync(file)) {
    throw new SetupError(
      `There is no ${path.relative(process.cwd(), file)}. Restore it, or run \`npm run init\` to write an empty one.`,
    );
  }
  let module: { readonly default?: unknown };
  try {
    module = (await import(pathToFileURL(file).href)) as { readonly default?: unknown };
  } catch (cause) {
    throw new SetupError(await explainConfigFailure(file, cause), { cause });
  }
  if (!isCheckedConfig(module.default)) {
    throw new SetupError(
      `${path.relative(process.cwd(), file)} has no usable default export. It has to end with \`export default defineConfig({ ... })\`.`,
    );
  }
  return module.default;
}

function isCheckedConfig(value: unknown): value is CheckedConfig {
  return typeof value === 'object' && value !== null && 'tools' in value && 'ingestion' in value;
}
