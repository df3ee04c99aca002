import { TerminalError } from '../errors.ts';
import { isLoopback } from '../loopback.ts';
import { inAzure } from './in-azure.ts';

/** The setting that lets keys in where none are needed. */
export const ALLOW_KEYS = 'ALLOW_KEYS';

/** Settings that hold a key or a connection string, if they are set at all. */
const KEYS = [
  'DATA_STORAGE',
  'AzureWebJobsStorage',
  'AZURE_OPENAI_API_KEY',
  'OPENAI_API_KEY',
  'AZURE_CLIENT_SECRET',
] as const;

/**
 * In Azure no key and no connection string is needed: the app has an identity. One that is set is a secret to lose.
 * @throws TerminalError naming the settings, unless ALLOW_KEYS is `true`
 */
export function refuseKeys(env: NodeJS.ProcessEnv): void {
  if (!inAzure(env) || env[ALLOW_KEYS] === 'true') return;
  const set = KEYS.filter((name) => env[name]);
  if (set.length === 0) return;
  throw new TerminalError(
    `${set.join(', ')} ${set.length === 1 ? 'holds a key' : 'hold keys'}, and this app signs in with its managed identity. Take ` +
      `${set.length === 1 ? 'it' : 'them'} out and set NAME__queueServiceUri and its like instead, or set ${ALLOW_KEYS}=true to use keys all the same.`,
  );
}

/**
 * A connection string is for storage on this machine: it names no host beyond it, unless ALLOW_KEYS is `true`.
 * @throws TerminalError naming the setting, and nothing of what it holds
 */
export function refuseDistantKey(name: string, connectionString: string, env: NodeJS.ProcessEnv): void {
  if (env[ALLOW_KEYS] === 'true' || isOfThisMachine(connectionString)) return;
  throw new TerminalError(
    `${name} is a connection string of an account that is not on this machine. Take it out, set ${name}__queueServiceUri, ` +
      `${name}__tableServiceUri and ${name}__blobServiceUri, and sign in (az login); or set ${ALLOW_KEYS}=true to use the key all the same.`,
  );
}

function isOfThisMachine(connectionString: string): boolean {
  const parts = connectionString.split(';').map((part) => part.trim());
  if (parts.some((part) => /^UseDevelopmentStorage=true$/i.test(part))) return true;
  const endpoints = parts.flatMap((part) => /^\w+Endpoint=(.*)$/i.exec(part)?.[1] ?? []);
  return endpoints.length > 0 && endpoints.every((url) => URL.canParse(url) && isLoopback(new URL(url).hostname));
}
