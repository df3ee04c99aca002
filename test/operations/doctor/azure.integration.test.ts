import { management } from '../../../shared/azure/management/management.ts';
import { checkAzure } from '../../../shared/operations/doctor/azure/check-azure.ts';
import { azureResources } from '../../../shared/operations/doctor/azure/resources.ts';
import {
  type Deployment,
  deploymentEnv,
  deployTo,
  EVENTS,
  PROJECT,
  queueId,
  wholeDeployment,
} from '../../support/deployment.ts';
import { type FakeAzure, refusal, startFakeAzure } from '../../support/fake-azure.ts';

let azure: FakeAzure;
beforeAll(async () => {
  azure = await startFakeAzure();
});
afterAll(() => azure.stop());

/** Faults that the doctor finds in a changed deployment. */
async function wrongs(change: (deployment: Deployment) => void, after: (azure: FakeAzure) => void = () => {}) {
  const deployment = wholeDeployment();
  change(deployment);
  const context = deployTo(azure, deployment);
  after(azure);
  const findings = await checkAzure(context);
  return findings.flatMap((one) => (one.ok ? [] : [`${one.check}: ${one.cause} | ${one.fix}`]));
}

describe('checkAzure', () => {
  it('finds nothing wrong with what the templates make, and changes nothing', async () => {
    azure.asked.length = 0;
    expect(await wrongs(() => {})).toEqual([]);
    // The one POST is how settings are read.
    const changing = azure.asked.filter(({ method, path }) => method !== 'GET' && !path.endsWith('/appsettings/list'));
    expect(changing).toEqual([]);
    expect(azure.asked.every(({ query }) => query['api-version'])).toBe(true);
  });

  it.each<[string, (deployment: Deployment) => void, RegExp]>([
    [
      'no capability host of the account',
      ({ accountHosts }) => accountHosts.pop(),
      /^capability host of the account: missing.*"standard".*azd provision/,
    ],
    [
      'no capability host of the project',
      ({ projectHosts }) => projectHosts.pop(),
      /^capability host of the project: missing/,
    ],
    [
      'the basic set-up',
      ({ projectHosts }) => void projectHosts.splice(0, 1, { name: 'basic', properties: {} }),
      /"basic" has no threadStorageConnections, no storageConnections, no vectorStoreConnections: this is the basic set-up/,
    ],
    [
      'a capability host that could not be made',
      ({ projectHosts }) => Object.assign(projectHosts[0]?.properties ?? {}, { provisioningState: 'Failed' }),
      /"agents" is Failed \| .*az rest --method delete/,
    ],
    [
      'an app that was stopped',
      ({ site }) => Object.assign(site.properties, { state: 'Stopped' }),
      /^function app in Azure: it is Stopped \| az functionapp start/,
    ],
    [
      'a setting that is missing',
      ({ settings }) => delete settings.FOUNDRY_PROJECT_ENDPOINT,
      /FOUNDRY_PROJECT_ENDPOINT missing \| azd provision/,
    ],
    [
      'an app that works with another account',
      ({ settings }) =>
        Object.assign(settings, { DATA_STORAGE__queueServiceUri: 'https://other.queue.core.windows.net' }),
      /DATA_STORAGE__queueServiceUri: the app has another value/,
    ],
    [
      'a key in the settings',
      ({ settings }) => Object.assign(settings, { DATA_STORAGE: 'AccountName=a;AccountKey=c2VjcmV0' }),
      /^settings of the app: DATA_STORAGE: a key.*appsettings delete -g rg-test -n func-1 --setting-names DATA_STORAGE$/,
    ],
    [
      'another encoding of queues',
      ({ settings }) =>
        Object.assign(settings, { AzureFunctionsJobHost__extensions__queues__messageEncoding: 'base64' }),
      /messageEncoding is "base64": the host decodes/,
    ],
    [
      'an identity the app does not have',
      ({ settings }) => Object.assign(settings, { AZURE_CLIENT_ID: 'another' }),
      /^identity of the app: AZURE_CLIENT_ID in its settings matches none of its 1 identities/,
    ],
    [
      'a project that may not use a queue',
      ({ grants }) => drop(grants, ({ who, scope }) => who === PROJECT && scope.endsWith('/tool-request-refund-in')),
      /^roles of the project on the data account: missing: "Storage Queue Data Contributor" on tool-request-refund-in \| .*--assignee-object-id project-principal .*--scope .*tool-request-refund-in\. Without it calls do not reach the queue and the agent waits/,
    ],
    [
      'a role that is held on something else',
      ({ grants }) =>
        drop(grants, ({ who, scope }) => who === PROJECT && scope.endsWith('/tool-request-refund-in')) &&
        grants.push({
          who: PROJECT,
          role: 'Storage Queue Data Contributor',
          scope: queueId('tool-request-refund-in-poison'),
        }),
      /missing: "Storage Queue Data Contributor" on tool-request-refund-in \|/,
    ],
    [
      'an app that may not answer',
      ({ grants }) =>
        drop(grants, ({ role, scope }) => role === 'Storage Queue Data Message Sender' && scope.endsWith('status-out')),
      /^roles of the app on the data account: missing: "Storage Queue Data Message Sender" on tool-get-order-status-out/,
    ],
    [
      'a host that may not use its own account',
      ({ grants }) => drop(grants, ({ role }) => role === 'Storage Blob Data Owner'),
      /^roles of the app on the host's account: missing: "Storage Blob Data Owner" on sthost .*the host does not start/,
    ],
    [
      'an app that is nobody to Foundry',
      ({ grants }) => drop(grants, ({ who, role }) => who !== PROJECT && role === 'Foundry User'),
      /^roles of the app on the Foundry account: missing: "Foundry User" on foundry-1/,
    ],
    [
      'an account whose events nobody hears',
      ({ topics }) => topics.pop(),
      /^events of blobs: Event Grid has no topic for the data account: only the nightly comparison finds new blobs/,
    ],
    [
      'a subscription to another queue',
      ({ subscriptions }) => Object.assign(subscriptions[0]?.properties ?? {}, { deliveryWithResourceIdentity: null }),
      /^events of blobs: no subscription delivers to the queue blob-events/,
    ],
    [
      'a subscription that could not be made',
      ({ subscriptions }) => Object.assign(subscriptions[0]?.properties ?? {}, { provisioningState: 'Failed' }),
      /^events of blobs: the subscription "ingestion" is Failed/,
    ],
    [
      'an identity that does not pass the firewall',
      ({ subscriptions }) =>
        Object.assign(subscriptions[0]?.properties.deliveryWithResourceIdentity ?? {}, {
          identity: { type: 'UserAssigned' },
        }),
      /^events of blobs: the subscription "ingestion" does not use the topic's system-assigned identity/,
    ],
    [
      'a model that is not deployed',
      ({ models }) => models.pop(),
      /^model deployments: gpt-5\.4-mini of foundry\.config\.ts is not deployed; the account has none \| add it to infra\/models\.json/,
    ],
    [
      'a model that could not be deployed',
      ({ models }) => Object.assign(models[0]?.properties ?? {}, { provisioningState: 'Failed' }),
      /^model deployments: gpt-5\.4-mini is Failed/,
    ],
    [
      'a role on the whole resource group',
      ({ grants }) =>
        grants.push({
          who: PROJECT,
          role: 'Storage Queue Data Contributor',
          scope: '/subscriptions/sub/resourceGroups/rg-test',
        }),
      /^roles of the project on the data account: "Storage Queue Data Contributor" is assigned on \/subscriptions\/sub\/resourceGroups\/rg-test, which is broader than needed \| az role assignment delete/,
    ],
    [
      'an Event Grid that may not write to the queue',
      ({ grants }) => drop(grants, ({ who, scope }) => who === EVENTS && scope.endsWith('/blob-events')),
      /^roles of the Event Grid identity on the data account: missing: "Storage Queue Data Message Sender" on blob-events/,
    ],
  ])('finds %s', async (_, change, found) => {
    expect((await wrongs(change)).join('\n')).toMatch(new RegExp(found.source, 'm'));
    expect((await wrongs(change)).join('\n')).not.toMatch(/c2VjcmV0/);
  });

  it('counts a role that is held on the whole account, and one that holds the smaller one', async () => {
    const found = await wrongs(({ grants }) => {
      drop(grants, ({ who, scope }) => who === PROJECT && scope.includes('/queues/'));
      const scope = queueId('').split('/queueServices')[0] ?? '';
      grants.push({ who: PROJECT, role: 'Storage Queue Data Contributor', scope });
    });
    expect(found).toEqual([]);
  });

  it.each<[number, RegExp]>([
    [401, /az login, to the tenant/],
    [403, /the role "Reader" on the resource group/],
    [404, /AZURE_RESOURCE_GROUP, FUNCTION_APP_NAME and FOUNDRY_ACCOUNT_NAME/],
  ])('says what to do when Azure answers %d', async (status, fix) => {
    const found = await wrongs(
      () => {},
      ({ answers }) => {
        for (const key of answers.keys()) answers.set(key, () => refusal(status, 'Refused', 'No.'));
      },
    );
    expect(found.length).toBeGreaterThan(3);
    expect(found.filter((line) => line.startsWith('capability host of the project: Azure answers'))[0]).toMatch(fix);
  });
});

describe('the settings that say which deployment it is', () => {
  it('are not needed at all, or all of them', () => {
    expect(azureResources({})).toBeUndefined();
    expect(() => azureResources({ AZURE_SUBSCRIPTION_ID: 'sub', AZURE_RESOURCE_GROUP: 'rg' })).toThrow(
      /FUNCTION_APP_NAME, FOUNDRY_ACCOUNT_NAME, DATA_STORAGE__queueServiceUri are not/,
    );
  });

  it('lead to an account that was there before, in its own resource group', () => {
    const env = { ...deploymentEnv(''), EXISTING_FOUNDRY_ACCOUNT: 'old', EXISTING_FOUNDRY_RESOURCE_GROUP: 'rg-old' };
    expect(azureResources(env)?.project).toMatch(/resourceGroups\/rg-old\/.*\/projects\/agents$/);
    expect(azureResources(env)?.app).toMatch(/resourceGroups\/rg-test\//);
  });

  it('send no token over a line that others can read', () => {
    expect(() => management({ AZURE_RESOURCE_MANAGER_URL: 'http://localhost:1' })).toThrow(/must be an https URL/);
  });
});

function drop<T>(list: T[], which: (one: T) => boolean): boolean {
  const kept = list.filter((one) => !which(one));
  if (kept.length === list.length) throw new Error('There was nothing to take away.');
  list.splice(0, list.length, ...kept);
  return true;
}
