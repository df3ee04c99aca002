import roleIds from '../../infra/roles/role-ids.json' with { type: 'json' };
import { deployCheckCommand, neededProviders } from '../../local/deploy/deploy-check-command.ts';
import { wantedDeployment } from '../../local/deploy/wanted-deployment.ts';
import { management } from '../../shared/azure/management/management.ts';
import { checkAzure } from '../../shared/operations/doctor/azure/check-azure.ts';
import { azureResources } from '../../shared/operations/doctor/azure/resources.ts';
import storage from '../fixture-app/storage.json' with { type: 'json' };
import type { FakeAzure } from '../support/fake-azure.ts';
import type { Cloud } from './arm/cloud.ts';
import { principalOf } from './arm/resources.ts';
import { agentSubnet } from './arm/rules.ts';
import { describeWithBicep, SUBSCRIPTION } from './support/bicep.ts';
import { deployMode, freshCloud } from './support/fresh-cloud.ts';
import { serveManagement } from './support/management-server.ts';
import { MODES, type Mode } from './support/modes.ts';

let azure: FakeAzure;
let cloud: Cloud;
beforeAll(async () => {
  azure = await serveManagement(() => cloud);
});
afterAll(() => azure.stop());

const settings = (mode: Mode) => ({
  ...mode.env,
  AZURE_RESOURCE_MANAGER_URL: azure.url,
  AZURE_SUBSCRIPTION_ID: SUBSCRIPTION,
});
const modeOf = (name: string) => MODES.find((each) => each.name === name) ?? { name, env: {} };
const messages = (errors: readonly { readonly id: string; readonly error: Error }[]) =>
  errors.map(({ id, error }) => `${id.split('/providers/').at(-1)}: ${error.message}`);

/** Registers what a template's deployment registers, and what deploy:check offers. */
function registerAll(mode: Mode): void {
  for (const name of neededProviders(wantedDeployment(settings(mode)), mode.env)) cloud.registered.add(name);
}

async function check(mode: Mode): Promise<string> {
  const lines: string[] = [];
  const today = new Date('2026-12-01');
  await deployCheckCommand({ env: settings(mode), print: (line) => void lines.push(line), today });
  return lines.filter((line) => line.startsWith('!')).join('\n');
}

/** The doctor's failures on the deployed resources. */
async function diagnose(mode: Mode, outputs: Readonly<Record<string, unknown>>): Promise<readonly string[]> {
  const env = { ...settings(mode), ...(outputs as Record<string, string>) };
  const resources = azureResources(env);
  if (resources === undefined) throw new Error('There is no subscription.');
  const config = { agents: { support: { model: 'gpt-5.4-mini' } } };
  const findings = await checkAzure({ management: management(env), resources, config, env });
  return findings.flatMap((each) => (each.ok ? [] : [`${each.check}: ${each.cause}`]));
}

const account = () => cloud.ofType('Microsoft.CognitiveServices/accounts')[0]?.id ?? '';
const dataStorage = () =>
  cloud.ofType('Microsoft.Storage/storageAccounts').find(({ name }) => name.startsWith('stdata'))?.id ?? '';

/** Reasons why a call of an agent would not reach the app, or its answer the agent. */
function callTool(): readonly string[] {
  const project = cloud.ofType('Microsoft.CognitiveServices/accounts/projects')[0]?.id ?? '';
  const site = cloud.ofType('Microsoft.Web/sites')[0];
  const app = cloud.ofType('Microsoft.ManagedIdentity/userAssignedIdentities')[0]?.id ?? '';
  const { virtualNetworkSubnetId } = (site?.body.properties ?? {}) as {
    readonly virtualNetworkSubnetId?: string | null;
  };
  const reasons: string[] = [];
  if (!cloud.isReachable(dataStorage(), 'queue', agentSubnet(account(), cloud)))
    reasons.push('agents cannot reach the queues');
  if (!cloud.isReachable(dataStorage(), 'queue', virtualNetworkSubnetId ?? undefined))
    reasons.push('the app cannot reach the queues');
  if (!cloud.isReachable(account(), 'account', virtualNetworkSubnetId ?? undefined))
    reasons.push('the app cannot reach Foundry');
  for (const { name } of storage.queues.filter((queue) => 'agents' in queue)) {
    const queue = `${dataStorage()}/queueServices/default/queues/${name}`;
    if (!cloud.holds(principalOf(project), roleIds['Storage Queue Data Contributor'], queue))
      reasons.push(`agents may not use ${name}`);
  }
  const input = storage.queues.find((queue) => 'agents' in queue && queue.app === 'reads')?.name;
  const queue = `${dataStorage()}/queueServices/default/queues/${input}`;
  if (!cloud.holds(principalOf(app), roleIds['Storage Queue Data Contributor'], queue))
    reasons.push('the app may not read calls');
  return reasons;
}

/** The way of an event of a blob: delivered, dead-lettered or lost. Source of the firewall rule: Learn, event-grid/handler-storage-queues. */
function blobEvent(): 'delivered' | 'lost' {
  const [topic] = cloud.ofType('Microsoft.EventGrid/systemTopics');
  const [subscription] = cloud.ofType('Microsoft.EventGrid/systemTopics/eventSubscriptions');
  const { deliveryWithResourceIdentity: delivery } = (subscription?.body.properties ?? {}) as {
    readonly deliveryWithResourceIdentity: { readonly identity: { readonly type: string } };
  };
  const { networkAcls } = (cloud.get(dataStorage())?.body.properties ?? {}) as {
    readonly networkAcls: { readonly defaultAction: string; readonly bypass: string };
  };
  const passes =
    networkAcls.defaultAction === 'Allow' ||
    (networkAcls.bypass === 'AzureServices' && delivery.identity.type === 'SystemAssigned');
  const queue = `${dataStorage()}/queueServices/default/queues/blob-events`;
  const isAllowed = cloud.holds(principalOf(topic?.id ?? ''), roleIds['Storage Queue Data Message Sender'], queue);
  return passes && isAllowed ? 'delivered' : 'lost';
}

describeWithBicep('a rehearsal of azd up in a stand-in of Azure', () => {
  describe.each(MODES)('in the mode $name', (mode) => {
    it('passes deploy:check, deploys, satisfies the doctor, and does so again', async () => {
      cloud = freshCloud(mode);
      registerAll(mode);
      expect(await check(mode)).toBe('');
      const first = deployMode(cloud, mode);
      expect(messages(first.errors)).toEqual([]);
      const isStandard = mode.env.AGENT_SETUP !== 'basic';
      const findings = await diagnose(mode, first.outputs);
      // The basic set-up has no capability hosts, which the doctor says.
      expect(findings.filter((line) => isStandard || !line.startsWith('capability host'))).toEqual([]);
      if (isStandard) expect(callTool()).toEqual([]);
      expect(blobEvent()).toBe('delivered');

      expect(await check(mode)).toBe('');
      const before = cloud.resources.size;
      expect(messages(deployMode(cloud, mode).errors)).toEqual([]);
      expect(cloud.resources.size).toBe(before);
    });
  });

  it('recovers when a role has not taken effect in time: the next run finishes the deployment', async () => {
    const mode = modeOf('prod-standard');
    cloud = freshCloud(mode, { roleDelay: 9 });
    registerAll(mode);
    const first = deployMode(cloud, mode);
    const late = messages(first.errors);
    if (late.length > 0) expect(late).toEqual([expect.stringMatching(/eventSubscriptions.*has not taken effect/)]);
    cloud.wait(10);
    expect(messages(deployMode(cloud, mode).errors)).toEqual([]);
    expect(callTool()).toEqual([]);
  });

  it.each([
    'Microsoft.DocumentDB/databaseAccounts',
    'Microsoft.CognitiveServices/accounts/projects/capabilityHosts',
    'Microsoft.Network/privateEndpoints',
    'Microsoft.Web/sites',
  ])('recovers in the second run when %s fails in the first', (type) => {
    const mode = modeOf('prod-standard');
    cloud = freshCloud(mode, { failOnce: [type] });
    const first = deployMode(cloud, mode);
    expect(first.errors).toHaveLength(1);
    expect(messages(deployMode(cloud, mode).errors)).toEqual([]);
  });

  it('fails in a subscription without Microsoft.App, and deploy:check says so before', async () => {
    const mode = modeOf('prod-standard');
    cloud = freshCloud(mode);
    registerAll(mode);
    cloud.registered.delete('Microsoft.App');
    expect(await check(mode)).toMatch(/Microsoft\.App is not registered/);
    expect(messages(deployMode(cloud, mode).errors).join()).toMatch(/Microsoft\.App is not registered/);
  });

  it('deletes a private deployment only after the account is purged and its subnet released', async () => {
    const mode = modeOf('prod-standard');
    cloud = freshCloud(mode);
    registerAll(mode);
    deployMode(cloud, mode);
    const name = cloud.ofType('Microsoft.CognitiveServices/accounts')[0]?.name ?? '';
    expect(() => cloud.deleteGroup('rg-shop')).toThrow(/subnet is in use/);
    expect(await check(mode)).toMatch(/was deleted and not purged/);
    cloud.purgeAccount(name);
    expect(() => cloud.deleteGroup('rg-shop')).toThrow(/subnet is in use/);
    cloud.wait(20);
    cloud.deleteGroup('rg-shop');
    expect(cloud.resources.size).toBe(0);
    expect(await check(mode)).toBe('');
    expect(messages(deployMode(cloud, mode).errors)).toEqual([]);
  });

  it('refuses to create again what was deleted and not purged', () => {
    const mode = modeOf('dev-standard');
    cloud = freshCloud(mode);
    deployMode(cloud, mode);
    cloud.deleteGroup('rg-shop');
    expect(messages(deployMode(cloud, mode).errors).join()).toMatch(/was deleted and not purged/);
  });

  it.each(['a'.repeat(64), `${'a'.repeat(63)}.`, 'Shop_(1).test-2', '1'])(
    'accepts the environment name %s',
    (environmentName) => {
      for (const mode of MODES) {
        cloud = freshCloud(mode);
        const { errors, created } = deployMode(cloud, mode, { environmentName });
        expect(messages(errors)).toEqual([]);
        for (const { id } of created) {
          const name = id.split('/').at(-1) ?? '';
          expect([id, name.length <= 90 && !name.endsWith('.')]).toEqual([id, true]);
        }
      }
    },
  );
});

describeWithBicep('the stand-in of Azure', () => {
  it('notices each fault that was found in earlier templates', () => {
    const mode = modeOf('prod-standard');
    cloud = freshCloud(mode);
    const [model] = cloud.models;
    cloud.models = model ? [{ ...model, lifecycle: 'Retired' }] : [];
    expect(messages(deployMode(cloud, mode).errors).join()).toMatch(/is Retired/);
    cloud = freshCloud(mode);
    cloud.quota.clear();
    expect(messages(deployMode(cloud, mode).errors).join()).toMatch(/100 more are wanted/);
    cloud = freshCloud(mode);
    const classA = deployMode(cloud, mode, { addressPrefix: '10.60.0.0/16', location: 'koreacentral' });
    expect(messages(classA.errors).join()).toMatch(/10\.0\.0\.0\/8 is not supported here/);
    cloud = freshCloud(mode);
    const later = [deployMode(cloud, mode), deployMode(cloud, mode, { budgetStart: '2027-01-01' })];
    expect(messages(later[1]?.errors ?? []).join()).toMatch(/start date cannot be changed/);
  });
});
