import * as z from 'zod';
import { explainManagement } from '../../../azure/management/explain-management.ts';
import type { Management } from '../../../azure/management/management.ts';
import { type Finding, fail, pass } from '../finding.ts';
import type { AzureResources } from './resources.ts';

/** The API version of the templates (infra/foundry/capability-host.bicep). */
const VERSION = '2025-06-01';

const STORES = ['threadStorageConnections', 'storageConnections', 'vectorStoreConnections'] as const;

const host = z.object({
  name: z.string(),
  properties: z.object({
    capabilityHostKind: z.string().optional(),
    provisioningState: z.string().optional(),
    threadStorageConnections: z.array(z.string()).nullish(),
    storageConnections: z.array(z.string()).nullish(),
    vectorStoreConnections: z.array(z.string()).nullish(),
  }),
});
type Host = z.infer<typeof host>;

const STANDARD = 'set "agentSetup": "standard" in infra/environments, then azd provision';

/**
 * Checks that account and project have the capability host of the standard set-up. Without it the service refuses agents with the
 * tool: `Invalid tool value(s): azure_function`.
 */
export async function checkCapabilityHosts(
  azure: Management,
  { account, project }: AzureResources,
): Promise<readonly Finding[]> {
  return await Promise.all([
    checkHosts(azure, account, 'capability host of the account', () => undefined),
    checkHosts(azure, project, 'capability host of the project', storesMissing),
  ]);
}

async function checkHosts(
  azure: Management,
  place: string,
  check: string,
  findFault: (host: Host) => string | undefined,
): Promise<Finding> {
  try {
    const [found] = await azure.list(`${place}/capabilityHosts`, VERSION, host);
    if (found === undefined) {
      return fail(check, 'missing: agents cannot have the azure_function tool', STANDARD);
    }
    const { provisioningState: state = 'Succeeded' } = found.properties;
    if (state !== 'Succeeded') {
      const fix = `wait while it is being created; delete a failed one (az rest --method delete --url ${place}/capabilityHosts/${found.name}?api-version=${VERSION}), then run azd provision`;
      return fail(check, `"${found.name}" is ${state}`, fix);
    }
    const cause = findFault(found);
    return cause === undefined ? pass(check, `"${found.name}" exists`) : fail(check, cause, STANDARD);
  } catch (error) {
    return fail(check, ...explainManagement(error));
  }
}

function storesMissing({ name, properties }: Host): string | undefined {
  const missing = STORES.filter((store) => (properties[store] ?? []).length === 0);
  if (missing.length === 0) return undefined;
  return `"${name}" has no ${missing.join(', no ')}: this is the basic set-up, which lacks the azure_function tool`;
}
