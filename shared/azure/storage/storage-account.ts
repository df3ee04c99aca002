import { TerminalError } from '../../core/errors.ts';
import { rejectRemoteKey } from './refuse-keys.ts';

/**
 * Address and credential of one storage account: a connection string (local), or endpoints and the app's identity
 * (Azure).
 */
export type StorageAccount =
  | { readonly connectionString: string }
  | {
      readonly queueEndpoint: string;
      readonly tableEndpoint: string;
      readonly blobEndpoint: string;
      /** The user-assigned identity to sign in with; without it, whatever identity the environment offers. */
      readonly clientId?: string;
    };

/** The name of the connection that tools use: for their queues' triggers and for everything they store. */
export const DATA_STORAGE = 'DATA_STORAGE';

/**
 * Reads a connection as the Functions host does: `NAME` is a connection string, or `NAME__queueServiceUri`,
 * `NAME__tableServiceUri`, `NAME__blobServiceUri` and `NAME__clientId` describe an account reached with managed identity.
 * @throws TerminalError naming the missing or wrong setting
 */
export function storageAccount(env: NodeJS.ProcessEnv, name = DATA_STORAGE): StorageAccount {
  const connectionString = env[name];
  if (connectionString) {
    rejectRemoteKey(name, connectionString, env);
    return { connectionString };
  }
  const clientId = env[`${name}__clientId`];
  return {
    queueEndpoint: endpoint(env, name, 'queueServiceUri'),
    tableEndpoint: endpoint(env, name, 'tableServiceUri'),
    blobEndpoint: endpoint(env, name, 'blobServiceUri'),
    ...(clientId ? { clientId } : {}),
  };
}

function endpoint(env: NodeJS.ProcessEnv, name: string, suffix: string): string {
  const setting = `${name}__${suffix}`;
  const value = env[setting];
  if (!value) {
    throw new TerminalError(
      `The setting ${setting} is missing. Set ${name} to a connection string (local runs), or ${name}__queueServiceUri, ` +
        `${name}__tableServiceUri and ${name}__blobServiceUri to the account's endpoints (managed identity).`,
    );
  }
  // A token must never leave over a connection that others can read.
  if (!URL.canParse(value) || new URL(value).protocol !== 'https:') {
    throw new TerminalError(
      `The setting ${setting} must be an https URL such as https://ACCOUNT.queue.core.windows.net.`,
    );
  }
  return withoutSlash(value);
}

/** `https://host/` and `https://host` name the same endpoint: one spelling, so that comparing works. */
export function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
