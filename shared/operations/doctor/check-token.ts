import type { TokenCredential } from '@azure/identity';
import * as z from 'zod';
import { messageOf } from '../../core/errors.ts';
import { type Finding, fine, wrong } from './finding.ts';

/** What the project's service asks a token for, and what stands in the token then. */
export const PROJECT_SCOPE = 'https://ai.azure.com/.default';
const AUDIENCE = 'https://ai.azure.com';

/** Seconds by which clocks may differ before tokens are refused. Source: Entra, tolerance of `nbf` and `exp`. */
const TOLERANCE_S = 300;

/**
 * Is somebody signed in whose tokens are meant for the project's service, of the tenant that AZURE_TENANT_ID names, and valid now? The token
 * itself is never shown. One that cannot be read (the local platform's is no JWT) is for the service to judge.
 */
export async function checkToken(credential: TokenCredential, tenant: string | undefined): Promise<Finding> {
  const check = 'token';
  try {
    const token = await credential.getToken(PROJECT_SCOPE);
    if (token === null) return wrong(check, 'nobody is signed in', 'az login');
    const said = readable(token.token);
    if (said === undefined) return fine(check, 'is there; it says nothing of itself');
    const { aud, exp, iat, tid } = said;
    const meant = [aud].flat().map((one) => one.replace(/\/+$/, ''));
    if (!meant.includes(AUDIENCE)) {
      return wrong(
        check,
        `it is meant for ${meant.join(', ')}, not for ${AUDIENCE}: the project answers 401`,
        `az account get-access-token --scope ${PROJECT_SCOPE} shows what you get; sign in anew with az login`,
      );
    }
    if (tenant && tid !== tenant) {
      return wrong(
        check,
        `it is of the tenant ${tid ?? 'nobody knows which'}, and AZURE_TENANT_ID is ${tenant}`,
        `az login --tenant ${tenant}`,
      );
    }
    const now = Date.now() / 1000;
    if (iat > now + TOLERANCE_S) {
      return wrong(
        check,
        `it was issued ${Math.round(iat - now)} s in the future: the clock of this machine is slow`,
        SET_CLOCK,
      );
    }
    if (exp < now) return wrong(check, `it expired ${Math.round(now - exp)} s ago`, `az login; or ${SET_CLOCK}`);
    return fine(check, `is meant for ${AUDIENCE}, and valid`);
  } catch (error) {
    return wrong(check, messageOf(error).split('\n')[0] ?? '', 'az login, or azd auth login');
  }
}

export const SET_CLOCK = 'let the system set its clock by the network';

const claims = z.object({
  aud: z.union([z.string(), z.array(z.string())]),
  exp: z.number(),
  iat: z.number(),
  tid: z.string().optional(),
});

/** What a token says of itself; undefined when it is no JWT of Entra. Whether it is genuine is for the service to find out. */
function readable(token: string): z.infer<typeof claims> | undefined {
  const [, payload = ''] = token.split('.');
  try {
    return claims.safeParse(JSON.parse(Buffer.from(payload, 'base64url').toString())).data;
  } catch {
    return undefined;
  }
}
