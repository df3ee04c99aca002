import type { TokenCredential } from '@azure/identity';

/** Settings `<connection>__credential`, `__clientId` ... of the app's identity. */
export type IdentitySettings = Readonly<Record<string, string>>;

/**
 * Returns the credential of a group of connection settings: a managed identity (`credential` = `managedidentity`, with
 * `clientId` or `managedIdentityResourceId` for a user-assigned one), a client secret, or the account that is signed in
 * on this machine.
 */
export function identityCredential(settings: IdentitySettings): TokenCredential {
  // Loading the identity package takes a noticeable part of the start, so it is loaded when a token is needed.
  let credential: Promise<TokenCredential> | undefined;
  return {
    getToken: async (scopes, options) => {
      credential ??= makeCredential(settings);
      return (await credential).getToken(scopes, options);
    },
  };
}

async function makeCredential(settings: IdentitySettings): Promise<TokenCredential> {
  const { ClientSecretCredential, DefaultAzureCredential, ManagedIdentityCredential } = await import('@azure/identity');
  const { credential, clientId, tenantId, clientSecret, managedIdentityResourceId } = settings;
  if (credential?.toLowerCase() === 'managedidentity') {
    if (managedIdentityResourceId) return new ManagedIdentityCredential({ resourceId: managedIdentityResourceId });
    return clientId ? new ManagedIdentityCredential({ clientId }) : new ManagedIdentityCredential();
  }
  if (clientId && tenantId && clientSecret) return new ClientSecretCredential(tenantId, clientId, clientSecret);
  return new DefaultAzureCredential({
    ...(clientId ? { managedIdentityClientId: clientId } : {}),
    ...(tenantId ? { tenantId } : {}),
  });
}
