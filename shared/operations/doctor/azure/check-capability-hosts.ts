import * as z from 'zod';
import { explainManagement } from '../../../azure/management/explain-management.ts';
import type { Management } from '../../../azure/management/management.ts';
import { type Finding, fine, wrong } from '../finding.ts';
import type { AzureResources } from './resources.ts';

/** The version of the templates (infra/foundry/capability-host.bicep). */
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
 * Do account and project have the capability host of the standard set-up? Without it the service refuses the tool when an agent is brought:
 * `Invalid tool value(s): azure_function`.
 */
export async function checkCapabilityHosts(
  azure: Management,
  { account, project }: AzureResources,
): Promise<readonly Finding[]> {
  return await Promise.all([
    look(azure, account, 'capability host of the account', () => undefined),
    look(azure, project, 'capability host of the project', storesMissing),
  ]);
}

async function look(
  azure: Management,
  place: string,
  check: string,
  flaw: (host: Host) => string | undefined,
): Promise<Finding> {
  try {
    const [found] = await azure.list(`${place}/capabilityHosts`, VERSION, host);
    if (found === undefined) {
      return wrong(check, 'there is none: agents cannot have the azure_function tool', STANDARD);
    }
    const { provisioningState: state = 'Succeeded' } = found.properties;
    if (state !== 'Succeeded') {
      const mend = `wait while it is being made; one that failed is deleted (az rest --method delete --url ${place}/capabilityHosts/${found.name}?api-version=${VERSION}) and made again with azd provision`;
      return wrong(check, `"${found.name}" is ${state}`, mend);
    }
    const cause = flaw(found);
    return cause === undefined ? fine(check, `"${found.name}" is there`) : wrong(check, cause, STANDARD);
  } catch (error) {
    return wrong(check, ...explainManagement(error));
  }
}

function storesMissing({ name, properties }: Host): string | undefined {
  const missing = STORES.filter((store) => (properties[store] ?? []).length === 0);
  if (missing.length === 0) return undefined;
  return `"${name}" names no ${missing.join(', no ')}: that is the basic set-up, which has no azure_function tool`;
}
