import type { TokenCredential } from '@azure/identity';
import * as z from 'zod';
import { messageOf } from '../../core/errors.ts';
import { type Finding, fail, pass } from './finding.ts';

/** Scope of the project's tokens, and their audience. */
export const PROJECT_SCOPE = 'https://ai.azure.com/.default';
const AUDIENCE = 'https://ai.azure.com';

/** Seconds by which clocks may differ before Entra refuses tokens (tolerance of `nbf` and `exp`). */
const TOLERANCE_S = 300;

/**
 * Checks that the signed-in user gets tokens for the project's service, from the tenant of AZURE_TENANT_ID, that are valid now. The token
 * is never shown. A token that is not a JWT, such as the local platform's, passes.
 */
export async function checkToken(credential: TokenCredential, tenant: string | undefined): Promise<Finding> {
  const check = 'token';
  try {
    const token = await credential.getToken(PROJECT_SCOPE);
    if (token === null) return fail(check, 'not signed in', 'az login');
    const said = claimsOf(token.token);
    if (said === undefined) return pass(check, 'present; not a JWT');
    const { aud, exp, iat, tid } = said;
    const audiences = [aud].flat().map((one) => one.replace(/\/+$/, ''));
    if (!audiences.includes(AUDIENCE)) {
      return fail(
        check,
        `its audience is ${audiences.join(', ')}, not ${AUDIENCE}: the project answers 401`,
        `az account get-access-token --scope ${PROJECT_SCOPE} shows your token; sign in again with az login`,
      );
    }
    if (tenant && tid !== tenant) {
      return fail(
        check,
        `it comes from the tenant ${tid ?? '(unknown)'}, and AZURE_TENANT_ID is ${tenant}`,
        `az login --tenant ${tenant}`,
      );
    }
    const now = Date.now() / 1000;
    if (iat > now + TOLERANCE_S) {
      return fail(
        check,
        `it was issued ${Math.round(iat - now)} s in the future: the clock of this machine is slow`,
        SET_CLOCK,
      );
    }
    if (exp < now) return fail(check, `it expired ${Math.round(now - exp)} s ago`, `az login; or ${SET_CLOCK}`);
    return pass(check, `valid for ${AUDIENCE}`);
  } catch (error) {
    return fail(check, messageOf(error).split('\n')[0] ?? '', 'az login, or azd auth login');
  }
}

export const SET_CLOCK = 'let the system set its clock by the network';

const claims = z.object({
  aud: z.union([z.string(), z.array(z.string())]),
  exp: z.number(),
  iat: z.number(),
  tid: z.string().optional(),
});

/** The claims of a token, unverified; undefined when it is not a JWT. */
function claimsOf(token: string): z.infer<typeof claims> | undefined {
  const [, payload = ''] = token.split('.');
  try {
    return claims.safeParse(JSON.parse(Buffer.from(payload, 'base64url').toString())).data;
  } catch {
    return undefined;
  }
}
