import type { ConsoleConfig } from './console-config.ts';

const KEY = 'console.key';
let key = sessionStorage.getItem(KEY) ?? '';

/** True when a key was entered in this tab. Entra tokens are kept by MSAL. */
export const hasToken = (): boolean => key !== '';

/** Keeps a function key for this tab, or forgets it when `value` is empty. */
export function useKey(value: string): void {
  key = value;
  if (value === '') sessionStorage.removeItem(KEY);
  else sessionStorage.setItem(KEY, value);
}

/**
 * Returns what the API asks for: the function key of this tab, or an Entra access token. Without a session, the browser is redirected to Entra.
 * @throws Error when no key was entered yet
 */
export async function tokenFor(config: ConsoleConfig): Promise<string> {
  if (config.auth === 'key') {
    if (key === '') throw new Error('Enter a function key of the app first.');
    return key;
  }
  const entra = config.entra;
  if (entra === undefined)
    throw new Error('The app has no client id for the console: set CONSOLE_CLIENT_ID (docs/console.md).');
  // Only deployments that use Entra load MSAL.
  const { PublicClientApplication, InteractionRequiredAuthError } = await import('@azure/msal-browser');
  const client = new PublicClientApplication({
    auth: {
      clientId: entra.clientId,
      authority: `https://login.microsoftonline.com/${entra.tenantId}`,
      redirectUri: location.origin + location.pathname,
    },
    cache: { cacheLocation: 'sessionStorage' },
  });
  await client.initialize();
  const returned = await client.handleRedirectPromise();
  const account = returned?.account ?? client.getAllAccounts()[0];
  const request = { scopes: [entra.scope] };
  try {
    if (account === undefined) throw new InteractionRequiredAuthError('no_account', 'Sign in first.');
    return (await client.acquireTokenSilent({ ...request, account })).accessToken;
  } catch (error) {
    if (!(error instanceof InteractionRequiredAuthError)) throw error;
    await client.acquireTokenRedirect(request);
    throw new Error('Redirecting to sign in.');
  }
}
