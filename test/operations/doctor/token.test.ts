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

describe('the token of whoever asks', () => {
  it('is fine when it is meant for the project and valid, or says nothing of itself', async () => {
    expect(await checkToken(saying(GOOD), 'tenant')).toMatchObject({ ok: true });
    expect(await checkToken(saying({ ...GOOD, aud: ['https://ai.azure.com/'] }), undefined)).toMatchObject({
      ok: true,
    });
    const opaque = { getToken: async () => ({ token: 'local', expiresOnTimestamp: 0 }) };
    expect(await checkToken(opaque, undefined)).toMatchObject({ ok: true });
  });

  it.each<[string, object, RegExp, RegExp]>([
    [
      'is meant for another service',
      { aud: 'https://cognitiveservices.azure.com' },
      /meant for https:\/\/cognitiveservices.azure.com, not for/,
      /get-access-token --scope https:\/\/ai.azure.com/,
    ],
    [
      'is of another tenant',
      { tid: 'another' },
      /of the tenant another, and AZURE_TENANT_ID is tenant/,
      /az login --tenant tenant/,
    ],
    ['comes from the future', { iat: now + 900 }, /the clock of this machine is slow/, /set its clock/],
    ['has expired', { exp: now - 900 }, /expired \d+ s ago/, /az login/],
  ])('is wrong when it %s', async (_, change, cause, mend) => {
    const found = await checkToken(saying({ ...GOOD, ...change }), 'tenant');
    expect(found).toMatchObject({ ok: false, cause: expect.stringMatching(cause), mend: expect.stringMatching(mend) });
    expect(JSON.stringify(found)).not.toContain('c2VjcmV0');
  });

  it('is missing when nobody is signed in', async () => {
    const nobody = { getToken: () => Promise.reject(new Error('Please run az login\nmore')) };
    expect(await checkToken(nobody, undefined)).toMatchObject({
      ok: false,
      cause: 'Please run az login',
      mend: expect.stringMatching(/az login/),
    });
    expect(await checkToken({ getToken: async () => null }, undefined)).toMatchObject({ ok: false });
  });
});
