import type { AccessToken, TokenCredential } from '@azure/identity';
import { tokenInTime } from './client-timeouts.ts';

/**
 * Signs in to Azure: there with the app's managed identity and with nothing else, elsewhere as the developer who is signed in to
 * az, azd or PowerShell. What the environment holds by chance, another app's secret, is never used. The identity SDK is loaded with
 * the first token: local runs never need it, and it is slow to load.
 */
export function azureCredential(clientId?: string, env: NodeJS.ProcessEnv = process.env): TokenCredential {
  let loading: Promise<TokenCredential> | undefined;
  const load = async () => {
    const identity = await import('@azure/identity');
    if (inAzure(env)) return new identity.ManagedIdentityCredential(clientId === undefined ? {} : { clientId });
    return new identity.ChainedTokenCredential(
      new identity.AzureCliCredential(),
      new identity.AzureDeveloperCliCredential(),
      new identity.AzurePowerShellCredential(),
    );
  };
  return {
    getToken: async (scopes, options) => {
      loading ??= load();
      return tokenInTime((await loading).getToken(scopes, options));
    },
  };
}

/**
 * A fixed token for servers on this machine, which only check that a token is present. It never leaves the loopback.
 */
export const localCredential: TokenCredential = {
  getToken: async (): Promise<AccessToken> => ({
    token: 'local',
    expiresOnTimestamp: Date.now() + 3_600_000,
  }),
};

/**
 * True when this process runs in Azure with a managed identity: the platform sets the site's name and the identity's
 * endpoint.
 */
export const inAzure = (env: NodeJS.ProcessEnv): boolean => Boolean(env.IDENTITY_ENDPOINT || env.WEBSITE_SITE_NAME);
