import type { AccessToken, TokenCredential } from '@azure/identity';

/**
 * Signs in to Azure: managed identity there, the developer's own login on a laptop. The identity SDK is loaded with the first
 * token: local runs never need it, and it is slow to load.
 */
export function azureCredential(clientId?: string): TokenCredential {
  let loading: Promise<TokenCredential> | undefined;
  const load = async () => {
    const { DefaultAzureCredential } = await import('@azure/identity');
    return new DefaultAzureCredential(clientId === undefined ? {} : { managedIdentityClientId: clientId });
  };
  return {
    getToken: async (scopes, options) => {
      loading ??= load();
      return (await loading).getToken(scopes, options);
    },
  };
}

/** A token that is no secret, for servers on this machine: they only ask that there is one. It never leaves the loopback. */
export const localCredential: TokenCredential = {
  getToken: async (): Promise<AccessToken> => ({
    token: 'local',
    expiresOnTimestamp: Date.now() + 3_600_000,
  }),
};
