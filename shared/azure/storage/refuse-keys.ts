import { TerminalError } from '../../core/errors.ts';
import { isLoopback } from '../../core/loopback.ts';
import { inAzure } from '../credential.ts';

/** The setting that lets keys in where none are needed. */
export const ALLOW_KEYS = 'ALLOW_KEYS';

/** Settings that are a connection string if they are set at all. */
const CONNECTIONS = ['DATA_STORAGE', 'AzureWebJobsStorage'];

/** Names of settings that are there to hold a key of a service. */
const KEY_BY_NAME = /(api|account|access|subscription)_?key$|client_?secret$/i;

/** Parts of connection strings and URLs that grant access by themselves. */
const KEY_BY_VALUE = /\b(AccountKey|SharedAccessKey|SharedAccessSignature)=|[?&]sig=/i;

/** Settings that Azure's platform sets itself; APPSETTING_ repeats settings under a second name. */
const OF_THE_PLATFORM = /^(WEBSITE|CONTAINER|SCM|APPSETTING)_/;

/**
 * Returns the names of settings that hold a key, recognised by name or by content. Values that grant no access to Azure
 * by themselves are left out: APPLICATIONINSIGHTS_CONNECTION_STRING (an address; sign-in is required), the scheduler's
 * connection string (names an identity), JOB_WEBHOOK_SECRET (signs posts), and the headers of a collector.
 */
export function keysAmong(env: NodeJS.ProcessEnv): readonly string[] {
  return Object.entries(env).flatMap(([name, value]) => {
    if (!value || OF_THE_PLATFORM.test(name)) return [];
    return CONNECTIONS.includes(name) || KEY_BY_NAME.test(name) || KEY_BY_VALUE.test(value) ? [name] : [];
  });
}

/**
 * In Azure no key and no connection string is needed: the app has an identity. One that is set is a secret to lose.
 * @throws TerminalError naming the settings, unless ALLOW_KEYS is `true`
 */
export function rejectKeys(env: NodeJS.ProcessEnv): void {
  if (!inAzure(env) || env[ALLOW_KEYS] === 'true') return;
  const set = keysAmong(env);
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
export function rejectRemoteKey(name: string, connectionString: string, env: NodeJS.ProcessEnv): void {
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
