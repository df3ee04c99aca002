import type { RpcHttpCookie } from '../worker/core-types.ts';

/** Characters of a cookie's name: those of a token. Source: RFC 6265, 4.1.1. */
const NAME = /^[!#$%&'*+.^_`|~\w-]*$/;

/**
 * Formats a `Set-Cookie` header as the real host does: value escaped, path `/` by default.
 * @throws Error when the name is not a token; the real host then answers 500, too
 */
export function cookieHeader(cookie: RpcHttpCookie): string {
  if (!NAME.test(cookie.name ?? '')) throw new Error(`"${cookie.name}" cannot be a cookie's name; Azure answers 500.`);
  const seconds = cookie.expires?.value?.seconds;
  const maxAge = cookie.maxAge?.value;
  const sameSite = sameSiteNames[String(cookie.sameSite)];
  return [
    `${cookie.name ?? ''}=${escapeValue(cookie.value ?? '')}`,
    seconds === undefined ? '' : `expires=${new Date(Number(seconds) * 1000).toUTCString()}`,
    maxAge === undefined ? '' : `max-age=${Math.trunc(maxAge)}`,
    cookie.domain?.value === undefined ? '' : `domain=${cookie.domain.value}`,
    `path=${cookie.path?.value ?? '/'}`,
    cookie.secure?.value ? 'secure' : '',
    sameSite ? `samesite=${sameSite}` : '',
    cookie.httpOnly?.value ? 'httponly' : '',
  ]
    .filter((part) => part !== '')
    .join('; ');
}

/** SameSite values of the package. Its `none` means "not set". */
const sameSiteNames: Readonly<Record<string, string>> = { lax: 'lax', strict: 'strict', explicitNone: 'none' };

/** Escapes all but unreserved characters, as .NET's Uri.EscapeDataString does. */
function escapeValue(value: string): string {
  return encodeURIComponent(value.toWellFormed()).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
