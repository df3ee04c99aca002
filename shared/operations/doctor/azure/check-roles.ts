import * as z from 'zod';
import { explainManagement } from '../../../azure/management/explain-management.ts';
import type { Management } from '../../../azure/management/management.ts';
import { type Finding, fine, wrong } from '../finding.ts';
import { ROLE_IDS, type Wanted } from './wanted-roles.ts';

const VERSION = '2022-04-01';

const assignment = z.object({
  properties: z.object({ scope: z.string(), roleDefinitionId: z.string(), principalId: z.string() }),
});
type Assignment = z.infer<typeof assignment>;

/**
 * Does somebody hold on a resource, and on the parts of it, what they need? Roles count that are granted on the thing itself or on what it is
 * in; those that come by a group are not seen.
 */
export async function checkRoles(
  azure: Management,
  who: string,
  principalId: string | undefined,
  place: { readonly name: string; readonly id: string },
  wanted: readonly Wanted[],
): Promise<Finding> {
  const check = `roles of the ${who} on ${place.name}`;
  if (principalId === undefined) return wrong(check, `nobody knows who the ${who} is`, 'azd provision');
  try {
    const path = `${place.id}/providers/Microsoft.Authorization/roleAssignments`;
    const held = await azure.list(path, VERSION, assignment, `principalId eq '${principalId}'`);
    const missing = wanted.filter((one) => !held.some((role) => grants(role, principalId, one)));
    const [first] = missing;
    if (first === undefined) return fine(check, `all ${wanted.length} that it needs`);
    const list = missing.map(({ on, anyOf: [role] }) => `"${role}" on ${on.split('/').at(-1)}`).join(', ');
    const command =
      `az role assignment create --assignee-object-id ${principalId} --assignee-principal-type ServicePrincipal ` +
      `--role "${first.anyOf[0]}" --scope ${first.on}`;
    return wrong(check, `it lacks ${list}`, `azd provision, or one by one: ${command}. ${first.without}`);
  } catch (error) {
    return wrong(check, ...explainManagement(error));
  }
}

function grants({ properties }: Assignment, principalId: string, { on, anyOf }: Wanted): boolean {
  const role = properties.roleDefinitionId.split('/').at(-1)?.toLowerCase();
  const scope = properties.scope.toLowerCase().replace(/\/+$/, '');
  return (
    properties.principalId === principalId &&
    anyOf.some((name) => ROLE_IDS[name] === role) &&
    `${on.toLowerCase()}/`.startsWith(`${scope}/`)
  );
}
