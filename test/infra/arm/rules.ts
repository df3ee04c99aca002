import regions from '../../../infra/regions.json' with { type: 'json' };
import roleIds from '../../../infra/roles/role-ids.json' with { type: 'json' };
import type { Cloud, Rule } from './cloud.ts';
import { ArmError, type Resource } from './deployment.ts';
import { injectedSubnets, networkOf } from './resources.ts';

const ACCOUNT = 'Microsoft.CognitiveServices/accounts';
const PROJECT = `${ACCOUNT}/projects`;
const STORAGE = 'Microsoft.Storage/storageAccounts';

const parentOf = (id: string) => id.split('/').slice(0, -2).join('/');
const properties = <T>(resource: Resource) => (resource.body.properties ?? {}) as T;

function refuse(code: string, message: string): never {
  throw new ArmError(code, message);
}

interface Connection {
  readonly metadata: { readonly ResourceId: string };
}

/** Agents run in the account's injected subnet, or on Microsoft's side. */
export function agentSubnet(accountId: string, cloud: Cloud): string | undefined {
  const account = cloud.get(accountId);
  return account && injectedSubnets(account)[0];
}

/** Parents of every resource in the templates that is a child of another. */
const CHILDREN = [
  `${ACCOUNT}/deployments`,
  `${ACCOUNT}/capabilityHosts`,
  PROJECT,
  `${PROJECT}/capabilityHosts`,
  `${PROJECT}/connections`,
  `${STORAGE}/queueServices/queues`,
  `${STORAGE}/tableServices/tables`,
  `${STORAGE}/blobServices/containers`,
  'Microsoft.Network/privateEndpoints/privateDnsZoneGroups',
  'Microsoft.Network/privateDnsZones/virtualNetworkLinks',
  'Microsoft.EventGrid/systemTopics/eventSubscriptions',
  'Microsoft.Web/sites/config',
  'Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments',
  'Microsoft.DurableTask/schedulers/taskHubs',
];

export const RULES: readonly Rule[] = [
  {
    name: 'a child needs its parent',
    source: 'Microsoft Learn, "Set name and type for child resources"',
    types: CHILDREN,
    begin: ({ id }, cloud) => {
      const parent = cloud.get(parentOf(id));
      if (parent?.state !== 'Succeeded') refuse('ParentResourceNotFound', `${parentOf(id)} does not exist for ${id}.`);
    },
  },
  {
    name: 'a role is assigned on something that exists',
    source: 'Microsoft Learn, "Troubleshoot Azure RBAC"',
    types: ['Microsoft.Authorization/roleAssignments'],
    begin: ({ id, body }, cloud) => {
      const [scope = ''] = id.split('/providers/Microsoft.Authorization/');
      if (cloud.get(scope)?.state !== 'Succeeded')
        refuse('ResourceNotFound', `There is no ${scope} to assign a role on.`);
      const { principalId } = body.properties as { readonly principalId: string };
      if (!/^[0-9a-f-]{36}$/.test(principalId)) refuse('InvalidPrincipalId', `"${principalId}" is no principal.`);
    },
  },
  {
    name: 'the name of a storage account',
    source: 'Microsoft Learn, "Naming rules and restrictions for Azure resources"',
    types: [STORAGE],
    begin: ({ name, body }) => {
      if (!/^[a-z0-9]{3,24}$/.test(name)) refuse('AccountNameInvalid', `${name} is no name for a storage account.`);
      const { networkAcls } = body.properties as {
        readonly networkAcls?: { readonly ipRules?: readonly { value: string }[] };
      };
      for (const { value } of networkAcls?.ipRules ?? []) {
        if (/\/3[12]$/.test(value) || /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(value)) {
          refuse(
            'InvalidValuesForRequestParameters',
            `A storage firewall refuses ${value}: /31, /32 and private ranges.`,
          );
        }
      }
    },
  },
  {
    name: 'a deleted account keeps its name until it is purged',
    source: 'Microsoft Learn, "Recover or purge deleted Foundry Tools resources"',
    types: [ACCOUNT],
    begin: ({ name, id }, cloud) => {
      if (cloud.deletedAccounts.has(name) && cloud.get(id) === undefined) {
        refuse('FlagMustBeSetForRestore', `The account ${name} was deleted and not purged.`);
      }
    },
  },
  {
    name: 'an injected network needs Microsoft.App and Microsoft.ContainerService',
    source: 'microsoft-foundry/foundry-samples #853 (July 2026)',
    types: [ACCOUNT],
    finish: (account, cloud) => {
      if (injectedSubnets(account).length === 0) return;
      for (const provider of ['Microsoft.App', 'Microsoft.ContainerService']) {
        if (!cloud.registered.has(provider)) refuse('SubscriptionNotRegistered', `${provider} is not registered.`);
      }
    },
  },
  {
    name: 'the agents have their subnet to themselves, in a supported address space',
    source: 'README of foundry-samples 15-private-network-standard-agent-setup',
    types: [ACCOUNT],
    begin: (account, cloud) => {
      for (const subnet of injectedSubnets(account)) {
        const [name] = [subnet.split('/').at(-1)];
        const network = cloud.get(networkOf(subnet));
        if (network === undefined) refuse('SubnetNotFound', `There is no ${subnet}.`);
        if (cloud.heldSubnets.has(subnet.toLowerCase()))
          refuse('SubnetInUse', `A deleted account still holds ${name}.`);
        const others = cloud.ofType(ACCOUNT).filter(({ id }) => id !== account.id);
        if (others.some((other) => injectedSubnets(other).includes(subnet)))
          refuse('SubnetInUse', `${name} is in use.`);
        const { addressSpace } = properties<{ addressSpace?: { addressPrefixes: readonly string[] } }>(network);
        const isClassA = addressSpace?.addressPrefixes.some((each) => each.startsWith('10.')) ?? false;
        const region = regions.regions.find((each) => each.name === account.body.location);
        if (isClassA && region?.agentsInClassA !== true)
          refuse('SubnetNotSupported', '10.0.0.0/8 is not supported here.');
      }
    },
  },
  {
    name: 'an account with an injected network gets a capability host from the platform',
    source: 'foundry-samples pull requests 753, 754 and 759 (June 2026)',
    types: [ACCOUNT],
    finish: (account, cloud) => {
      if (injectedSubnets(account).length === 0) return;
      const name = `${account.name}@aml_aiagentservice`;
      const id = `${account.id}/capabilityHosts/${name}`;
      cloud.put({
        id,
        type: `${ACCOUNT}/capabilityHosts`,
        name,
        body: { properties: { capabilityHostKind: 'Agents' } },
      });
    },
  },
  {
    name: 'an account has one capability host',
    source: 'foundry-samples #312 and pull requests 753, 754 and 759 (June 2026)',
    types: [`${ACCOUNT}/capabilityHosts`],
    begin: ({ id }, cloud) => {
      const others = cloud.childrenOf(parentOf(id), `${ACCOUNT}/capabilityHosts`).filter((each) => each.id !== id);
      if (others.length > 0) refuse('Conflict', `There is an existing capability host: ${others[0]?.name}.`);
    },
  },
  {
    name: 'a model that is deprecated or retired cannot be deployed',
    source: 'Azure/azure-dev #7246 and #7900: ServiceModelDeprecated',
    types: [`${ACCOUNT}/deployments`],
    begin: (deployment, cloud) => {
      const { model } = properties<{ model: { name: string; version: string } }>(deployment);
      const { name: sku, capacity } = deployment.body.sku as { readonly name: string; readonly capacity: number };
      const offered = cloud.models.find(({ name, version }) => name === model.name && version === model.version);
      if (offered === undefined)
        refuse('DeploymentModelNotSupported', `${model.name} ${model.version} is not offered here.`);
      if (offered.lifecycle === 'Deprecated' || offered.lifecycle === 'Retired') {
        refuse('ServiceModelDeprecated', `${model.name} ${model.version} is ${offered.lifecycle}.`);
      }
      if (!offered.skus.includes(sku)) refuse('InvalidResourceProperties', `${model.name} has no ${sku}.`);
      const used = usedQuota(cloud, `OpenAI.${sku}.${model.name}`, deployment.id);
      const limit = cloud.quota.get(`OpenAI.${sku}.${model.name}`) ?? 0;
      if (used + capacity > limit)
        refuse('InsufficientQuota', `${used} of ${limit} are used, ${capacity} more are wanted.`);
    },
  },
  {
    name: 'an account changes one deployment at a time',
    source: 'Microsoft Learn, "RequestConflict: Another operation is being performed on the parent resource"',
    types: [`${ACCOUNT}/deployments`, `${PROJECT}/connections`],
    begin: ({ id, type }, cloud) => {
      const busy = cloud.childrenOf(parentOf(id), type).find((each) => each.state === 'Creating' && each.id !== id);
      if (busy !== undefined) refuse('RequestConflict', `${busy.name} is being changed.`);
    },
  },
  {
    name: 'a resource gets one private endpoint at a time',
    source: 'Microsoft Learn, "Troubleshoot Azure private endpoint connectivity problems": AnotherOperationInProgress',
    types: ['Microsoft.Network/privateEndpoints'],
    begin: (endpoint, cloud) => {
      const target = (of: Resource) =>
        properties<{ privateLinkServiceConnections: readonly { properties: { privateLinkServiceId: string } }[] }>(of)
          .privateLinkServiceConnections[0]?.properties.privateLinkServiceId ?? '';
      if (cloud.get(target(endpoint))?.state !== 'Succeeded') {
        refuse('ResourceNotFound', `There is no ${target(endpoint)} for a private endpoint.`);
      }
      const busy = cloud
        .ofType('Microsoft.Network/privateEndpoints')
        .some((each) => each.state === 'Creating' && target(each) === target(endpoint) && each.id !== endpoint.id);
      if (busy) refuse('AnotherOperationInProgress', `${target(endpoint)} gets another private endpoint.`);
      const { subnet } = properties<{ subnet: { id: string } }>(endpoint);
      if (cloud.get(networkOf(subnet.id)) === undefined) refuse('SubnetNotFound', `There is no ${subnet.id}.`);
    },
  },
  {
    name: 'the capability host reaches its stores with the roles of the project',
    source:
      'foundry-samples 15 (private endpoints, roles, project, then capability host) and 41 (roles before the capability host)',
    types: [`${PROJECT}/capabilityHosts`],
    begin: (host, cloud) => {
      const project = parentOf(host.id);
      const account = parentOf(project);
      if (cloud.childrenOf(account, `${ACCOUNT}/capabilityHosts`).length === 0) {
        refuse('BadRequest', 'Foundry Account capabilityHost Not Found');
      }
      const wanted = properties<Record<string, readonly string[]>>(host);
      const stores = [
        ['threadStorageConnections', 'Sql', ['Cosmos DB Operator']],
        ['storageConnections', 'blob', ['Storage Blob Data Contributor']],
        ['vectorStoreConnections', 'searchService', ['Search Index Data Contributor', 'Search Service Contributor']],
      ] as const;
      for (const [list, part, roles] of stores) {
        const [name] = wanted[list] ?? [];
        const connection = cloud.get(`${project}/connections/${name}`);
        if (connection?.state !== 'Succeeded') refuse('BadRequest', `There is no connection ${name}.`);
        const id = properties<Connection>(connection).metadata.ResourceId;
        if (!cloud.isReachable(id, part, agentSubnet(account, cloud))) {
          refuse('CapabilityHostOperationFailed', `The agents cannot reach ${id}.`);
        }
        // The service retries for some minutes: an assignment that exists will take effect in time.
        const principal = cloud.identity({ ...host, id: project }).principalId;
        const assigned = cloud.ofType('Microsoft.Authorization/roleAssignments').filter((each) => {
          return properties<{ principalId: string }>(each).principalId === principal && each.id.startsWith(id);
        });
        for (const role of roles) {
          const wantedId = roleIds[role];
          if (
            !assigned.some((each) => properties<{ roleDefinitionId: string }>(each).roleDefinitionId.endsWith(wantedId))
          ) {
            refuse('CapabilityHostOperationFailed', `The project lacks ${role} on ${id}.`);
          }
        }
      }
    },
    finish: (host, cloud) => {
      const project = parentOf(host.id);
      const [name] = properties<Record<string, readonly string[]>>(host).threadStorageConnections ?? [];
      const connection = cloud.get(`${project}/connections/${name}`);
      if (connection === undefined) return;
      const cosmos = properties<Connection>(connection).metadata.ResourceId;
      const id = `${cosmos}/sqlDatabases/enterprise_memory`;
      cloud.put({
        id,
        type: 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases',
        name: 'enterprise_memory',
        body: {},
      });
    },
  },
  {
    name: 'the database of the agents exists before a role is assigned on it',
    source: 'foundry-samples 15 and 41: roles on containers and database after the capability host',
    types: ['Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments'],
    begin: (assignment, cloud) => {
      const { scope } = properties<{ scope: string }>(assignment);
      const database = scope.replace('/dbs/', '/sqlDatabases/');
      if (cloud.get(database) === undefined) refuse('BadRequest', `There is no ${database}.`);
    },
  },
  {
    name: 'Event Grid writes with an identity that may do so',
    source: 'Microsoft Learn, "Event delivery with a managed identity"',
    types: ['Microsoft.EventGrid/systemTopics/eventSubscriptions'],
    begin: (subscription, cloud) => {
      const topic = parentOf(subscription.id);
      const principal = cloud.identity({ ...subscription, id: topic }).principalId;
      const { deliveryWithResourceIdentity: delivery } = properties<{
        deliveryWithResourceIdentity: { destination: { properties: { resourceId: string; queueName: string } } };
      }>(subscription);
      const { resourceId, queueName } = delivery.destination.properties;
      const queue = `${resourceId}/queueServices/default/queues/${queueName}`;
      if (!cloud.holds(principal, roleIds['Storage Queue Data Message Sender'], queue)) {
        refuse('Forbidden', `The topic's role on ${queueName} has not taken effect.`);
      }
    },
  },
  {
    name: 'the host of an app reaches its storage when the app starts',
    source: 'Microsoft Learn, "Secure storage used by Azure Functions": AzureWebJobsStorage must be reachable',
    types: ['Microsoft.Web/sites'],
    begin: (site, cloud) => {
      const { functionAppConfig, virtualNetworkSubnetId } = properties<{
        functionAppConfig: { deployment: { storage: { value: string } } };
        virtualNetworkSubnetId?: string | null;
      }>(site);
      const [, name] = /^https:\/\/(\w+)\./.exec(functionAppConfig.deployment.storage.value) ?? [];
      const storage = cloud.ofType(STORAGE).find((each) => each.name === name);
      if (storage === undefined) refuse('BadRequest', `There is no storage account ${name}.`);
      for (const part of ['blob', 'queue', 'table']) {
        if (!cloud.isReachable(storage.id, part, virtualNetworkSubnetId ?? undefined)) {
          refuse('BadRequest', `The app cannot reach the ${part} service of ${name}.`);
        }
      }
      const [identity = ''] = Object.keys(
        (site.body.identity as { readonly userAssignedIdentities?: object } | undefined)?.userAssignedIdentities ?? {},
      );
      const principal = cloud.identity({ ...site, id: identity }).principalId;
      const roles = cloud
        .ofType('Microsoft.Authorization/roleAssignments')
        .filter((each) => each.id.startsWith(storage.id));
      const own = roles.filter((each) => properties<{ principalId: string }>(each).principalId === principal);
      if (own.length < 3) refuse('BadRequest', `The app's identity lacks roles on ${name}.`);
    },
  },
  {
    name: 'the start of a budget stays',
    source: 'Microsoft Learn, "Budgets - Create Or Update": the start date cannot be changed',
    types: ['Microsoft.Consumption/budgets'],
    begin: (budget, cloud) => {
      const start = (of: Resource) => properties<{ timePeriod: { startDate: string } }>(of).timePeriod.startDate;
      const known = cloud.get(budget.id);
      if (known !== undefined && start(known) !== start(budget))
        refuse('BadRequest', 'The start date cannot be changed.');
      if (!/^[\w-]{1,63}$/.test(budget.name)) refuse('BadRequest', `${budget.name} is no name for a budget.`);
    },
  },
];

/** Thousands of tokens a minute that deployments other than `except` use. */
export function usedQuota(cloud: Cloud, quota: string, except = ''): number {
  return cloud
    .ofType(`${ACCOUNT}/deployments`)
    .filter((each) => each.id !== except && each.state !== 'Failed')
    .filter((each) => {
      const { model } = properties<{ model: { name: string } }>(each);
      return `OpenAI.${(each.body.sku as { readonly name: string }).name}.${model.name}` === quota;
    })
    .reduce((sum, each) => sum + (each.body.sku as { readonly capacity: number }).capacity, 0);
}
