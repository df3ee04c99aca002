import { inAzure } from '../../azure/credential.ts';
import { isLoopback } from '../../core/loopback.ts';

/** Tells the console in the browser how it is served; `packages/console` has the same type. It contains nothing secret. */
export interface ConsoleConfig {
  readonly mode: 'app';
  readonly api: string;
  readonly emulator?: string;
  readonly auth: 'none' | 'key' | 'entra';
  readonly entra?: { readonly tenantId: string; readonly clientId: string; readonly scope: string };
}

/**
 * Returns the console's configuration.
 * @param api path of the HTTP API, such as `/api`
 * @param isByToken true when callers bring Entra tokens instead of keys
 */
export function consoleConfig(api: string, isByToken: boolean, env: NodeJS.ProcessEnv): ConsoleConfig {
  const emulator = emulatorOrigin(env) === undefined ? {} : { emulator: `${api}/operations/emulator` };
  if (!inAzure(env) && !isByToken) return { mode: 'app', api, auth: 'none', ...emulator };
  if (!isByToken) return { mode: 'app', api, auth: 'key' };
  const { ENTRA_TENANT_ID: tenantId, CONSOLE_CLIENT_ID: clientId, ENTRA_AUDIENCE: audience = '' } = env;
  const scope = audience.split(',').find((each) => each.startsWith('api://')) ?? `api://${audience.split(',')[0]}`;
  return {
    mode: 'app',
    api,
    auth: 'entra',
    ...(tenantId && clientId ? { entra: { tenantId, clientId, scope: `${scope}/.default` } } : {}),
    ...emulator,
  };
}

/** Origin of the emulator, when the app's project is one on this machine; undefined on Azure and for a real project. */
export function emulatorOrigin(env: NodeJS.ProcessEnv): string | undefined {
  const { FOUNDRY_PROJECT_ENDPOINT: endpoint = '' } = env;
  if (inAzure(env) || !URL.canParse(endpoint)) return undefined;
  const { origin, hostname } = new URL(endpoint);
  return isLoopback(hostname) ? origin : undefined;
}

/** True when the console may show arguments, answers, and documents: by default on this machine and not on Azure; `CONSOLE_CONTENT` decides otherwise. */
export const showsContent = (env: NodeJS.ProcessEnv): boolean =>
  env.CONSOLE_CONTENT === undefined || env.CONSOLE_CONTENT === '' ? !inAzure(env) : env.CONSOLE_CONTENT === 'true';
