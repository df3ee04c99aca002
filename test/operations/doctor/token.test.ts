import type { TokenCredential } from '@azure/identity';
import { checkToken } from '../../../shared/operations/doctor/check-token.ts';

const now = Math.floor(Date.now() / 1000);
const GOOD = { aud: 'https://ai.azure.com', iat: now - 60, exp: now + 3_600, tid: 'tenant' };

/** A credential whose tokens say this of themselves. */
function saying(claims: object): TokenCredential {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const token = `${part({ alg: 'none' })}.${part(claims)}.c2VjcmV0`;
  return { getToken: async () => ({ token, expiresOnTimestamp: 0 }) };
}

describe('checkToken', () => {
  it('accepts a valid token for the project, and one that is not a JWT', async () => {
    expect(await checkToken(saying(GOOD), 'tenant')).toMatchObject({ ok: true });
    expect(await checkToken(saying({ ...GOOD, aud: ['https://ai.azure.com/'] }), undefined)).toMatchObject({
      ok: true,
    });
    const opaque = { getToken: async () => ({ token: 'local', expiresOnTimestamp: 0 }) };
    expect(await checkToken(opaque, undefined)).toMatchObject({ ok: true });
  });

  it.each<[string, object, RegExp, RegExp]>([
    [
      'has another audience',
      { aud: 'https://cognitiveservices.azure.com' },
      /its audience is https:\/\/cognitiveservices.azure.com, not /,
      /get-access-token --scope https:\/\/ai.azure.com/,
    ],
    [
      'comes from another tenant',
      { tid: 'another' },
      /from the tenant another, and AZURE_TENANT_ID is tenant/,
      /az login --tenant tenant/,
    ],
    ['was issued in the future', { iat: now + 900 }, /the clock of this machine is slow/, /set its clock/],
    ['has expired', { exp: now - 900 }, /expired \d+ s ago/, /az login/],
  ])('refuses a token that %s', async (_, change, cause, fix) => {
    const found = await checkToken(saying({ ...GOOD, ...change }), 'tenant');
    expect(found).toMatchObject({ ok: false, cause: expect.stringMatching(cause), fix: expect.stringMatching(fix) });
    expect(JSON.stringify(found)).not.toContain('c2VjcmV0');
  });

  it('says to sign in without a token', async () => {
    const nobody = { getToken: () => Promise.reject(new Error('Please run az login\nmore')) };
    expect(await checkToken(nobody, undefined)).toMatchObject({
      ok: false,
      cause: 'Please run az login',
      fix: expect.stringMatching(/az login/),
    });
    expect(await checkToken({ getToken: async () => null }, undefined)).toMatchObject({ ok: false });
  });
});
