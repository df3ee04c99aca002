import models from '../../../infra/models.json' with { type: 'json' };
import { Cloud, type CloudSettings } from '../arm/cloud.ts';
import type { DeploymentResult, Resource } from '../arm/deployment.ts';
import { RULES } from '../arm/rules.ts';
import { mainParameters, mainTemplate, SUBSCRIPTION } from './bicep.ts';
import { EXISTING, type Mode } from './modes.ts';

/** A subscription in which a mode can be deployed: models and quota, registered providers, and what the mode expects to exist. */
export function freshCloud({ env }: Mode, settings: CloudSettings = {}): Cloud {
  const cloud = new Cloud(SUBSCRIPTION, RULES, settings);
  for (const { model, version, sku, retires } of models.deployments) {
    cloud.models.push({ name: model, version, skus: [sku], lifecycle: 'GenerallyAvailable', retires });
    cloud.quota.set(`OpenAI.${sku}.${model}`, 120);
  }
  cloud.registered.add('Microsoft.App').add('Microsoft.ContainerService');
  const put = (id: string, type: string, body: Record<string, unknown>) =>
    cloud.put({ id, type, name: id.split('/').at(-1) ?? '', body: { location: 'swedencentral', ...body } });
  if (env.EXISTING_VNET_RESOURCE_ID) putNetwork(put);
  if (env.EXISTING_COSMOS_RESOURCE_ID) {
    const publicNetworkAccess = env.DEPLOYMENT_KIND === 'prod' ? 'Disabled' : 'Enabled';
    const hasEndpoint = env.EXISTING_VNET_RESOURCE_ID !== undefined;
    const stores = [
      [EXISTING.cosmos, 'Microsoft.DocumentDB/databaseAccounts', 'Sql', ['privatelink.documents.azure.com']],
      [EXISTING.search, 'Microsoft.Search/searchServices', 'searchService', ['privatelink.search.windows.net']],
      [EXISTING.storage, 'Microsoft.Storage/storageAccounts', 'blob', ['privatelink.blob.core.windows.net']],
    ] as const;
    for (const [id, type, part, zones] of stores) {
      put(id, type, { properties: { publicNetworkAccess } });
      if (hasEndpoint) putEndpoint(put, id, part, zones);
    }
  }
  if (env.EXISTING_FOUNDRY_ACCOUNT) putFoundry(put, env);
  return cloud;
}

type Put = (id: string, type: string, body: Record<string, unknown>) => void;

const [NETWORK_GROUP = ''] = EXISTING.vnet.split('/providers/');
const zoneId = (name: string) => `${NETWORK_GROUP}/providers/Microsoft.Network/privateDnsZones/${name}`;
const ZONES = [
  'privatelink.blob.core.windows.net',
  'privatelink.queue.core.windows.net',
  'privatelink.table.core.windows.net',
  'privatelink.services.ai.azure.com',
  'privatelink.openai.azure.com',
  'privatelink.cognitiveservices.azure.com',
  'privatelink.documents.azure.com',
  'privatelink.search.windows.net',
];

function putNetwork(put: Put): void {
  const delegations = [{ properties: { serviceName: 'Microsoft.App/environments' } }];
  const subnet = (name: string, addressPrefix: string, more = {}) => ({ name, properties: { addressPrefix, ...more } });
  put(EXISTING.vnet, 'Microsoft.Network/virtualNetworks', {
    properties: {
      addressSpace: { addressPrefixes: ['192.168.0.0/16'] },
      subnets: [
        subnet('snet-functions', '192.168.0.0/24', { delegations }),
        subnet('snet-agents', '192.168.1.0/24', { delegations }),
        subnet('snet-endpoints', '192.168.2.0/24'),
      ],
    },
  });
  for (const zone of ZONES) {
    put(zoneId(zone), 'Microsoft.Network/privateDnsZones', {});
    put(`${zoneId(zone)}/virtualNetworkLinks/corporate`, 'Microsoft.Network/privateDnsZones/virtualNetworkLinks', {
      properties: { virtualNetwork: { id: EXISTING.vnet } },
    });
  }
}

function putEndpoint(put: Put, target: string, part: string, zones: readonly string[]): void {
  const id = `${NETWORK_GROUP}/providers/Microsoft.Network/privateEndpoints/pep-${part}`;
  put(id, 'Microsoft.Network/privateEndpoints', {
    properties: {
      subnet: { id: `${EXISTING.vnet}/subnets/snet-endpoints` },
      privateLinkServiceConnections: [{ properties: { privateLinkServiceId: target, groupIds: [part] } }],
    },
  });
  put(`${id}/privateDnsZoneGroups/default`, 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups', {
    properties: { privateDnsZoneConfigs: zones.map((zone) => ({ properties: { privateDnsZoneId: zoneId(zone) } })) },
  });
}

/** An existing Foundry account with the standard set-up; in a private deployment its agents run in the existing network. */
function putFoundry(put: Put, env: Readonly<Record<string, string>>): void {
  const type = 'Microsoft.CognitiveServices/accounts';
  const group = `/subscriptions/${SUBSCRIPTION}/resourceGroups/${env.EXISTING_FOUNDRY_RESOURCE_GROUP}`;
  const account = `${group}/providers/${type}/${env.EXISTING_FOUNDRY_ACCOUNT}`;
  const isPrivate = env.EXISTING_VNET_RESOURCE_ID !== undefined;
  put(account, type, {
    properties: {
      publicNetworkAccess: isPrivate ? 'Disabled' : 'Enabled',
      ...(isPrivate ? { networkInjections: [{ subnetArmId: `${EXISTING.vnet}/subnets/snet-agents` }] } : {}),
    },
  });
  if (isPrivate)
    putEndpoint(
      put,
      account,
      'account',
      ZONES.filter((zone) => /ai|openai|cognitive/.test(zone)),
    );
  put(`${account}/capabilityHosts/agents`, `${type}/capabilityHosts`, { properties: { capabilityHostKind: 'Agents' } });
  put(`${account}/deployments/gpt-5.4-mini`, `${type}/deployments`, {
    sku: { name: 'GlobalStandard', capacity: 10 },
    properties: { model: { name: 'gpt-5.4-mini' } },
  });
  const project = `${account}/projects/${env.EXISTING_FOUNDRY_PROJECT}`;
  put(project, `${type}/projects`, {});
  put(`${project}/capabilityHosts/agents`, `${type}/projects/capabilityHosts`, {
    properties: { threadStorageConnections: ['c'], storageConnections: ['s'], vectorStoreConnections: ['v'] },
  });
}

/** Deploys a mode into a subscription; `override` replaces parameters. */
export function deployMode(
  cloud: Cloud,
  { env }: Mode,
  override: Readonly<Record<string, unknown>> = {},
  template = mainTemplate(),
): DeploymentResult {
  return cloud.deploy(template, { ...mainParameters(env), ...override });
}

/** Makes each resource take between a fifth of and five times its usual time, always the same for one seed. */
export function seededPace(seed: number): (resource: Resource) => number {
  return ({ id }) => {
    let hash = seed * 2_654_435_761;
    for (const character of id) hash = (hash ^ character.charCodeAt(0)) * 16_777_619;
    return 0.2 * 25 ** ((hash >>> 0) / 2 ** 32);
  };
}
