import type { TokenCredential } from '@azure/identity';

/** The settings `<connection>__credential`, `__clientId` ... that say who the app is. */
export type IdentitySettings = Readonly<Record<string, string>>;

/**
 * The credential that a group of connection settings describes: a managed identity (`credential` = `managedidentity`, with
 * `clientId` or `managedIdentityResourceId` when it is user-assigned), a client secret, or whoever is signed in on this machine.
 */
export function identityCredential(settings: IdentitySettings): TokenCredential {
  // The identity package takes a noticeable part of a start: it is loaded when a token is needed, if ever.
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
