import { management } from '../../shared/azure/management/management.ts';
import type { AzureContext } from '../../shared/operations/doctor/azure/check-azure.ts';
import { azureResources } from '../../shared/operations/doctor/azure/resources.ts';
import { ROLE_IDS } from '../../shared/operations/doctor/azure/wanted-roles.ts';
import storage from '../fixture-app/storage.json' with { type: 'json' };
import type { FakeAzure } from './fake-azure.ts';

/** A deployment in the shapes of the management API. Tests change it and check the doctor's findings. */
export interface Deployment {
  readonly accountHosts: { name: string; properties: Record<string, unknown> }[];
  readonly projectHosts: { name: string; properties: Record<string, unknown> }[];
  readonly site: { properties: { state: string }; identity: { userAssignedIdentities: Record<string, object> } };
  readonly settings: Record<string, string>;
  readonly topics: { id: string; properties: { source: string }; identity: object }[];
  readonly models: { name: string; properties: Record<string, unknown> }[];
  readonly account: { properties: { networkAcls: { defaultAction: string } } };
  readonly subscriptions: { name: string; properties: Record<string, unknown> }[];
  readonly grants: Grant[];
}

interface Grant {
  readonly who: string;
  readonly role: keyof typeof ROLE_IDS;
  readonly scope: string;
}

export const [APP, PROJECT, EVENTS] = ['app-principal', 'project-principal', 'events-principal'];

export const deploymentEnv = (url: string) => ({
  AZURE_RESOURCE_MANAGER_URL: url,
  AZURE_SUBSCRIPTION_ID: 'sub',
  AZURE_RESOURCE_GROUP: 'rg-test',
  FUNCTION_APP_NAME: 'func-1',
  FOUNDRY_ACCOUNT_NAME: 'foundry-1',
  FOUNDRY_PROJECT_ENDPOINT: 'https://foundry-1.services.ai.azure.com/api/projects/agents',
  DATA_STORAGE__blobServiceUri: 'https://stdata.blob.core.windows.net/',
  DATA_STORAGE__queueServiceUri: 'https://stdata.queue.core.windows.net/',
  DATA_STORAGE__tableServiceUri: 'https://stdata.table.core.windows.net/',
});

const group = '/subscriptions/sub/resourceGroups/rg-test/providers';
const data = `${group}/Microsoft.Storage/storageAccounts/stdata`;
const hostAccount = `${group}/Microsoft.Storage/storageAccounts/sthost`;
const account = `${group}/Microsoft.CognitiveServices/accounts/foundry-1`;
const TOPIC = `${group}/Microsoft.EventGrid/systemTopics/evgt-1`;
export const queueId = (name: string) => `${data}/queueServices/default/queues/${name}`;

export function wholeDeployment(): Deployment {
  const {
    DATA_STORAGE__blobServiceUri,
    DATA_STORAGE__queueServiceUri,
    DATA_STORAGE__tableServiceUri,
    FOUNDRY_PROJECT_ENDPOINT,
  } = deploymentEnv('');
  const stores = { threadStorageConnections: ['c'], storageConnections: ['s'], vectorStoreConnections: ['v'] };
  return {
    accountHosts: [{ name: 'agents', properties: { capabilityHostKind: 'Agents', provisioningState: 'Succeeded' } }],
    projectHosts: [{ name: 'agents', properties: { provisioningState: 'Succeeded', ...stores } }],
    site: {
      properties: { state: 'Running' },
      identity: { userAssignedIdentities: { '/id': { principalId: APP, clientId: 'client' } } },
    },
    settings: {
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=client;Authorization=AAD',
      APPLICATIONINSIGHTS_CONNECTION_STRING: 'InstrumentationKey=1;IngestionEndpoint=https://a.example/',
      AZURE_CLIENT_ID: 'client',
      AzureWebJobsStorage__blobServiceUri: 'https://sthost.blob.core.windows.net/',
      AzureWebJobsStorage__clientId: 'client',
      AzureWebJobsStorage__credential: 'managedidentity',
      AzureWebJobsStorage__queueServiceUri: 'https://sthost.queue.core.windows.net/',
      AzureWebJobsStorage__tableServiceUri: 'https://sthost.table.core.windows.net/',
      DATA_STORAGE__blobServiceUri,
      DATA_STORAGE__clientId: 'client',
      DATA_STORAGE__credential: 'managedidentity',
      DATA_STORAGE__queueServiceUri,
      DATA_STORAGE__tableServiceUri,
      FOUNDRY_PROJECT_ENDPOINT,
      HTTP_AUTH: 'entra',
    },
    topics: [
      {
        id: TOPIC,
        properties: { source: data.toUpperCase() },
        identity: { principalId: EVENTS },
      },
    ],
    models: [{ name: 'gpt-5.4-mini', properties: { provisioningState: 'Succeeded' } }],
    account: { properties: { networkAcls: { defaultAction: 'Deny' } } },
    subscriptions: [
      {
        name: 'ingestion',
        properties: {
          provisioningState: 'Succeeded',
          deliveryWithResourceIdentity: {
            identity: { type: 'SystemAssigned' },
            destination: {
              endpointType: 'StorageQueue',
              properties: { resourceId: data, queueName: 'blob-events' },
            },
          },
        },
      },
    ],
    grants: allGrants(),
  };
}

/** The role assignments of infra/roles. */
function allGrants(): Grant[] {
  return [
    ...(['Storage Blob Data Owner', 'Storage Queue Data Contributor', 'Storage Table Data Contributor'] as const).map(
      (role) => ({ who: APP, role, scope: hostAccount }),
    ),
    ...storage.queues.map(({ name, app }) => ({
      who: APP,
      role:
        app === 'reads' ? ('Storage Queue Data Contributor' as const) : ('Storage Queue Data Message Sender' as const),
      scope: queueId(name),
    })),
    ...storage.tables.map((name) => ({
      who: APP,
      role: 'Storage Table Data Contributor' as const,
      scope: `${data}/tableServices/default/tables/${name}`,
    })),
    ...storage.containers.map(({ name, app }) => ({
      who: APP,
      role: app === 'reads' ? ('Storage Blob Data Reader' as const) : ('Storage Blob Data Contributor' as const),
      scope: `${data}/blobServices/default/containers/${name}`,
    })),
    ...storage.queues
      .filter((queue) => 'agents' in queue)
      .map(({ name }) => ({ who: PROJECT, role: 'Storage Queue Data Contributor' as const, scope: queueId(name) })),
    { who: EVENTS, role: 'Storage Queue Data Message Sender' as const, scope: queueId('blob-events') },
    {
      who: EVENTS,
      role: 'Storage Blob Data Contributor' as const,
      scope: `${data}/blobServices/default/containers/undelivered-events`,
    },
    ...[APP, PROJECT].map((who) => ({ who, role: 'Foundry User' as const, scope: account })),
  ];
}

/** Lets the stand-in answer for a deployment, and returns the doctor's context for it. */
export function deployTo(azure: FakeAzure, deployment: Deployment): AzureContext {
  const { answers } = azure;
  const site = `${group}/Microsoft.Web/sites/func-1`;
  answers.set(`GET ${account}/capabilityHosts`, () => ({ value: deployment.accountHosts }));
  answers.set(`GET ${account}/projects/agents/capabilityHosts`, () => ({ value: deployment.projectHosts }));
  answers.set(`GET ${account}/projects/agents`, () => ({ identity: { principalId: PROJECT } }));
  answers.set(`GET ${group}/Microsoft.EventGrid/systemTopics`, () => ({ value: deployment.topics }));
  answers.set(`GET ${TOPIC}/eventSubscriptions`, () => ({ value: deployment.subscriptions }));
  answers.set(`GET ${account}/deployments`, () => ({ value: deployment.models }));
  answers.set(`GET ${data}`, () => deployment.account);
  answers.set(`GET ${site}`, () => deployment.site);
  answers.set(`POST ${site}/config/appsettings/list`, () => ({ properties: deployment.settings }));
  for (const place of [data, hostAccount, account]) {
    // Two on a page: a client that stops at the first page misses roles.
    answers.set(`GET ${place}/providers/Microsoft.Authorization/roleAssignments`, ({ path, query }) => {
      const who = /^principalId eq '(.*)'$/.exec(query.$filter ?? '')?.[1];
      const held = deployment.grants.filter(
        ({ who: holder, scope }) => holder === who && (isWithin(scope, place) || isWithin(place, scope)),
      );
      const from = Number(query.$skipToken ?? 0);
      const next = new URLSearchParams({ ...query, $skipToken: `${from + 2}` });
      const value = held.slice(from, from + 2).map(({ who: principalId, role, scope }) => ({
        properties: { principalId, scope, roleDefinitionId: `/providers/roleDefinitions/${ROLE_IDS[role]}` },
      }));
      return { value, ...(from + 2 < held.length ? { nextLink: `${azure.url}${path}?${next}` } : {}) };
    });
  }
  const env = deploymentEnv(azure.url);
  const resources = azureResources(env);
  if (resources === undefined) throw new Error('The settings above name a subscription.');
  return { management: management(env), resources, config: { agents: { support: { model: 'gpt-5.4-mini' } } }, env };
}

const isWithin = (inner: string, outer: string) => `${inner}/`.startsWith(`${outer}/`);
