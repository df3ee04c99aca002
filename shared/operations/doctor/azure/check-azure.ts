import * as z from 'zod';
import type { Management } from '../../../azure/management/management.ts';
import type { Finding } from '../finding.ts';
import { checkApp } from './check-app.ts';
import { checkCapabilityHosts } from './check-capability-hosts.ts';
import { checkEvents } from './check-events.ts';
import { checkRoles } from './check-roles.ts';
import { type AzureResources, accountOf } from './resources.ts';
import { ofAppOnData, ofAppOnHost, ofProjectOnData, onFoundry } from './wanted-roles.ts';

const VERSION = '2025-06-01';
const project = z.object({ identity: z.object({ principalId: z.string() }).nullish() });

/** Where to ask about a deployment in Azure. */
export interface AzurePatient {
  readonly management: Management;
  readonly resources: AzureResources;
  readonly env: NodeJS.ProcessEnv;
}

/** What only Azure itself can tell: capability hosts, the app's settings, Event Grid's subscription, and the roles that others hold. */
export async function checkAzure({ management, resources, env }: AzurePatient): Promise<readonly Finding[]> {
  const [hosts, events, { findings, app }, owner] = await Promise.all([
    checkCapabilityHosts(management, resources),
    checkEvents(management, resources),
    checkApp(management, resources, env),
    // What is wrong with it is said where its roles are looked at.
    management.read(resources.project, VERSION, project).catch(() => undefined),
  ]);
  const data = { name: 'the data account', id: resources.dataStorage };
  const foundry = { name: 'the Foundry account', id: resources.account };
  const hostAccount = resources.storage(accountOf(app?.settings.AzureWebJobsStorage__blobServiceUri ?? ''));
  const roles =
    (who: string, principal: string | undefined) => (place: typeof data, wanted: ReturnType<typeof onFoundry>) =>
      checkRoles(management, who, principal, place, wanted);
  const [ofApp, ofProject] = [roles('app', app?.principalId), roles('project', owner?.identity?.principalId)];
  const held = await Promise.all([
    ...(app === undefined
      ? []
      : [
          ofApp(data, ofAppOnData(data.id)),
          ofApp({ name: "the host's account", id: hostAccount }, ofAppOnHost(hostAccount)),
          ofApp(foundry, onFoundry(foundry.id)),
        ]),
    ofProject(data, ofProjectOnData(data.id)),
    ofProject(foundry, onFoundry(foundry.id)),
  ]);
  return [...hosts, ...findings, ...events, ...held];
}
