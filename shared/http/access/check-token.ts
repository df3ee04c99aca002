import type { JWTPayload } from 'jose';
import { RequestError } from '../../core/request-error.ts';
import type { EntraSettings } from './access-settings.ts';
import type { Caller } from './caller.ts';

/** Reads the Authorization header of a request. @throws RequestError 401 when it holds no token that counts, 503 without keys */
export type CheckToken = (authorization: string | null) => Promise<Caller>;

/** Seconds by which clocks may differ. */
const CLOCK_TOLERANCE_S = 60;

/**
 * Checks tokens of Entra: signed by the issuer (RS256; no other algorithm, "none" least of all), meant for this app, not expired.
 * The library is loaded with the first token; the issuer's keys are kept and asked for again when an unknown one appears.
 */
export function tokenCheck({ audiences, issuers, keys }: EntraSettings): CheckToken {
  let loading: Promise<(token: string) => Promise<JWTPayload>> | undefined;
  const load = async () => {
    const { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } = await import('jose');
    const keySet = createRemoteJWKSet(keys, { timeoutDuration: 5_000 });
    const options = {
      audience: [...audiences],
      issuer: [...issuers],
      algorithms: ['RS256'],
      requiredClaims: ['exp', 'aud', 'iss'],
      clockTolerance: CLOCK_TOLERANCE_S,
    };
    const header = (token: string) => {
      try {
        return decodeProtectedHeader(token);
      } catch {
        throw unknown('The token cannot be read.');
      }
    };
    return async (token: string) => {
      // Without a key id the key set would be asked again and again for a key that cannot be chosen.
      if (header(token).kid === undefined) throw unknown('The token does not name its key (no kid).');
      return accessToken((await jwtVerify(token, keySet, options)).payload);
    };
  };
  return async (authorization) => {
    const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) throw unknown('Send a token of Entra for this app: `Authorization: Bearer ...`.');
    loading ??= load();
    try {
      return callerOf(await (await loading)(token));
    } catch (error) {
      throw refusal(error);
    }
  };
}

/**
 * An ID token of the same app registration has the same audience and issuer, and may have roles. It tells a client who signed in and
 * authorizes nothing. Only access tokens name the client they were issued to. Source: Microsoft identity platform, "Access token claims
 * reference" (`azp` in version 2, `appid` in version 1) and "ID token claims reference" (`nonce`, `at_hash`, `c_hash`).
 */
function accessToken(payload: JWTPayload): JWTPayload {
  const { azp, appid, nonce, at_hash, c_hash } = payload;
  const isIdToken = [nonce, at_hash, c_hash].some((claim) => claim !== undefined) || (azp ?? appid) === undefined;
  if (isIdToken) throw unknown('This is an ID token. Send an access token for this app.');
  return payload;
}

function callerOf({ oid, sub, roles }: JWTPayload): Caller {
  const id = typeof oid === 'string' ? oid : sub;
  if (id === undefined) throw unknown('The token does not name its holder (no oid, no sub).');
  return { id: `entra:${id}`, roles: Array.isArray(roles) ? roles.filter((role) => typeof role === 'string') : [] };
}

/** Why a token does not count, in words that help its owner and hold nothing of it. */
const WHY: Readonly<Record<string, string>> = {
  ERR_JWT_EXPIRED: 'The token has expired. Get a new one.',
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: 'The token is not signed by the issuer.',
  ERR_JWKS_MULTIPLE_MATCHING_KEYS: 'The token does not name one key of the issuer.',
  ERR_JWKS_NO_MATCHING_KEY: 'The token is not signed with a key of the issuer.',
  ERR_JOSE_ALG_NOT_ALLOWED: 'The token is signed in a way that is not accepted here (RS256 is).',
};

function refusal(error: unknown): unknown {
  if (error instanceof RequestError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const claim = error instanceof Error && 'claim' in error ? String(error.claim) : '';
  if (code === 'ERR_JWT_CLAIM_VALIDATION_FAILED') {
    const meant = { aud: 'meant for another app (ENTRA_AUDIENCE)', iss: 'issued by another tenant (ENTRA_TENANT_ID)' };
    return unknown(`The token is ${claim === 'aud' || claim === 'iss' ? meant[claim] : `not valid (${claim})`}.`);
  }
  const why = WHY[code] ?? (/^ERR_JW[ST]_INVALID$/.test(code) ? 'The token cannot be read.' : undefined);
  if (why !== undefined) return unknown(why);
  return new RequestError('keys_out_of_reach', "The issuer's keys could not be read; nothing was done.", {
    status: 503,
    headers: { 'retry-after': '10' },
  });
}

const unknown = (detail: string) =>
  new RequestError('unauthorized', detail, {
    status: 401,
    headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
  });
