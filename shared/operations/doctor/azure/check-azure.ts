import * as z from 'zod';
import type { Management } from '../../../azure/management/management.ts';
import type { CheckedConfig } from '../../../config/define-config.ts';
import type { Finding } from '../finding.ts';
import { checkApp } from './check-app.ts';
import { checkCapabilityHosts } from './check-capability-hosts.ts';
import { checkEvents } from './check-events.ts';
import { checkModels } from './check-models.ts';
import { checkRoles } from './check-roles.ts';
import { type AzureResources, accountOf } from './resources.ts';
import { ofAppOnData, ofAppOnHost, ofProjectOnData, onFoundry } from './wanted-roles.ts';

const VERSION = '2025-06-01';
const project = z.object({ identity: z.object({ principalId: z.string() }).nullish() });

/** A deployment in Azure and the client to examine it with. */
export interface AzureContext {
  readonly management: Management;
  readonly resources: AzureResources;
  readonly config: Pick<CheckedConfig, 'agents'>;
  readonly env: NodeJS.ProcessEnv;
}

/** Checks through the management API: capability hosts, models, settings of the app, Event Grid and role assignments. */
export async function checkAzure({ management, resources, env, config }: AzureContext): Promise<readonly Finding[]> {
  const [hosts, models, events, { findings, app }, owner] = await Promise.all([
    checkCapabilityHosts(management, resources),
    checkModels(management, resources, config),
    checkEvents(management, resources),
    checkApp(management, resources, env),
    // A failure is reported with the project's roles.
    management.get(resources.project, VERSION, project).catch(() => undefined),
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
  return [...hosts, ...models, ...findings, ...events, ...held.flat()];
}
