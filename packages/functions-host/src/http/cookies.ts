import type { RpcHttpCookie } from '../worker/core-types.ts';

/** Characters a cookie's name may have: those of a token. Source: RFC 6265, 4.1.1. */
const NAME = /^[!#$%&'*+.^_`|~\w-]*$/;

/**
 * A `Set-Cookie` header as the real host writes it: value escaped, path `/` when none is given.
 * @throws Error when its name is no token, which makes the answer a 500 there, too
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

/** What the package writes for SameSite; its `none` means that nothing was said. */
const sameSiteNames: Readonly<Record<string, string>> = { lax: 'lax', strict: 'strict', explicitNone: 'none' };

/** Escapes all but unreserved characters, as .NET's Uri.EscapeDataString does. */
function escapeValue(value: string): string {
  return encodeURIComponent(value.toWellFormed()).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
