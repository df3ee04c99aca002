import { SetupError } from '../../shared/core/setup-error.ts';
import type { ProjectCommand } from '../../shared/operations/project/agents-command.ts';
import { loadConfig } from '../config/load-config.ts';
import { runningPlatform } from '../platform/running-platform.ts';
import { azdEnvironment, type TargetOptions } from './target.ts';

/**
 * Runs a command on the project of FOUNDRY_PROJECT_ENDPOINT, or with `azure` on the deployment that azd has selected. Without either it uses the
 * platform that `npm start` or `npm run dev` runs on this machine. With `json` the report is printed as `{ ok, lines }`.
 */
export async function projectCommand(
  command: (given: ProjectCommand) => Promise<number>,
  args: readonly string[],
  { azure = false, json = false }: TargetOptions = {},
): Promise<number> {
  const config = await loadConfig(process.env);
  const lines: string[] = [];
  const print = json ? (line: string) => void lines.push(line) : console.log;
  const exitCode = await command({ config, args, env: environment(azure), print });
  if (json) console.log(JSON.stringify({ ok: exitCode === 0, lines }));
  return exitCode;
}

function environment(azure: boolean): NodeJS.ProcessEnv {
  if (!azure) return process.env.FOUNDRY_PROJECT_ENDPOINT ? process.env : { ...process.env, ...runningPlatform() };
  const env = { ...azdEnvironment(), ...process.env };
  if (env.FOUNDRY_PROJECT_ENDPOINT) return env;
  throw new SetupError(
    'FOUNDRY_PROJECT_ENDPOINT is not set. Select the deployment with `azd env select NAME`, or set it.',
  );
}
