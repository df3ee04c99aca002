import * as z from 'zod';
import { explainManagement } from '../../../azure/management/explain-management.ts';
import type { Management } from '../../../azure/management/management.ts';
import { type Finding, fail, pass, warn } from '../finding.ts';
import { ROLE_IDS, type WantedRole } from './wanted-roles.ts';

const VERSION = '2022-04-01';

const assignment = z.object({
  properties: z.object({ scope: z.string(), roleDefinitionId: z.string(), principalId: z.string() }),
});
type Assignment = z.infer<typeof assignment>;

/**
 * Checks that a principal holds its roles on a resource and its parts, on the resource itself or above it. Roles that come by membership of
 * a group are not found. A role on a whole resource group or subscription is reported as too broad.
 */
export async function checkRoles(
  azure: Management,
  who: string,
  principalId: string | undefined,
  place: { readonly name: string; readonly id: string },
  wanted: readonly WantedRole[],
): Promise<readonly Finding[]> {
  const check = `roles of the ${who} on ${place.name}`;
  if (principalId === undefined) return [fail(check, `the identity of the ${who} is unknown`, 'azd provision')];
  try {
    const path = `${place.id}/providers/Microsoft.Authorization/roleAssignments`;
    const held = await azure.list(path, VERSION, assignment, { $filter: `principalId eq '${principalId}'` });
    const own = held.filter(({ properties }) => properties.principalId === principalId);
    return [findMissing(check, own, principalId, wanted), ...findBroad(check, own)];
  } catch (error) {
    return [fail(check, ...explainManagement(error))];
  }
}

function findMissing(
  check: string,
  held: readonly Assignment[],
  principalId: string,
  wanted: readonly WantedRole[],
): Finding {
  const missing = wanted.filter((one) => !held.some((role) => grants(role, one)));
  const [first] = missing;
  if (first === undefined) return pass(check, `all ${wanted.length} assigned`);
  const list = missing.map(({ on, anyOf: [role] }) => `"${role}" on ${on.split('/').at(-1)}`).join(', ');
  const command =
    `az role assignment create --assignee-object-id ${principalId} --assignee-principal-type ServicePrincipal ` +
    `--role "${first.anyOf[0]}" --scope ${first.on}`;
  return fail(check, `missing: ${list}`, `azd provision, or one by one: ${command}. ${first.without}`);
}

/** Roles on a resource group, a subscription or a management group give more than the templates do. */
function findBroad(check: string, held: readonly Assignment[]): readonly Finding[] {
  const broad = held.filter(({ properties: { scope } }) => !/\/resourceGroups\/[^/]+\/providers\//i.test(scope));
  return broad.map(({ properties: { scope, roleDefinitionId } }) => {
    const id = roleDefinitionId.split('/').at(-1) ?? '';
    const name = Object.entries(ROLE_IDS).find(([, each]) => each === id)?.[0] ?? id;
    return warn(
      check,
      `"${name}" is assigned on ${scope}, which is broader than needed`,
      `az role assignment delete --assignee ${held[0]?.properties.principalId} --role "${name}" --scope ${scope}`,
    );
  });
}

function grants({ properties }: Assignment, { on, anyOf }: WantedRole): boolean {
  const role = properties.roleDefinitionId.split('/').at(-1)?.toLowerCase();
  const scope = properties.scope.toLowerCase().replace(/\/+$/, '');
  return anyOf.some((name) => ROLE_IDS[name] === role) && `${on.toLowerCase()}/`.startsWith(`${scope}/`);
}
