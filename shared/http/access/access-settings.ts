import { TerminalError } from '../../core/errors.ts';
import { isLoopback } from '../../core/loopback.ts';

/** The way in which callers authenticate: function keys, or tokens of Entra. */
export type AccessSettings = { readonly by: 'key' } | { readonly by: 'entra'; readonly entra: EntraSettings };

export interface EntraSettings {
  /** Accepted audiences. */
  readonly audiences: readonly string[];
  /** Accepted issuers: a tenant has two names, by the version of its tokens. */
  readonly issuers: readonly string[];
  /** Address of the issuer's public keys. */
  readonly keys: URL;
}

const TENANT = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Reads HTTP_AUTH: `key`, the default, or `entra` with ENTRA_TENANT_ID and ENTRA_AUDIENCE (commas between several). Another cloud's
 * ENTRA_ISSUER and ENTRA_KEYS_URL take the place of those of the tenant.
 * @throws TerminalError naming the setting: an app that cannot tell who may call must not start
 */
export function accessSettings(env: NodeJS.ProcessEnv): AccessSettings {
  const by = env.HTTP_AUTH || 'key';
  if (by === 'key') return { by };
  if (by !== 'entra') {
    throw new TerminalError(`HTTP_AUTH is "${by}". Set it to key (function keys, the default) or entra (tokens).`);
  }
  const audiences = list(env.ENTRA_AUDIENCE);
  if (audiences.length === 0) {
    throw new TerminalError(
      'HTTP_AUTH is entra, and ENTRA_AUDIENCE is not set. Set it to the application id of the app registration that guards this app, ' +
        'and to its application id URI after a comma.',
    );
  }
  const given = list(env.ENTRA_ISSUER);
  const keys = env.ENTRA_KEYS_URL;
  if (given.length > 0 && keys) return { by, entra: { audiences, issuers: given, keys: keysUrl(keys) } };
  const tenant = env.ENTRA_TENANT_ID ?? '';
  if (!TENANT.test(tenant)) {
    throw new TerminalError(
      'HTTP_AUTH is entra, and ENTRA_TENANT_ID is not a tenant id. Set it to the id (not the name) of the tenant: `az account show --query tenantId`.',
    );
  }
  const issuers =
    given.length > 0
      ? given
      : [`https://login.microsoftonline.com/${tenant}/v2.0`, `https://sts.windows.net/${tenant}/`];
  return {
    by,
    entra: {
      audiences,
      issuers,
      keys: keysUrl(keys || `https://login.microsoftonline.com/${tenant}/discovery/v2.0/keys`),
    },
  };
}

/** Keys that came over a line others can write to would let anybody in. */
function keysUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname))) return url;
  throw new TerminalError('ENTRA_KEYS_URL must be an https URL: the jwks_uri of the issuer.');
}

const list = (text = '') =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
