/** A way to deploy: the environment variables that choose it. */
export interface Mode {
  readonly name: string;
  readonly env: Readonly<Record<string, string>>;
}

const NETWORK_GROUP = '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-network';

export const EXISTING = {
  vnet: `${NETWORK_GROUP}/providers/Microsoft.Network/virtualNetworks/vnet-corporate`,
  cosmos: `${NETWORK_GROUP}/providers/Microsoft.DocumentDB/databaseAccounts/cosmos-corporate`,
  search: `${NETWORK_GROUP}/providers/Microsoft.Search/searchServices/srch-corporate`,
  storage: `${NETWORK_GROUP}/providers/Microsoft.Storage/storageAccounts/stcorporate`,
} as const;

const FOUNDRY = {
  EXISTING_FOUNDRY_ACCOUNT: 'foundry-corporate',
  EXISTING_FOUNDRY_RESOURCE_GROUP: 'rg-foundry',
  EXISTING_FOUNDRY_PROJECT: 'shop',
};
const NETWORK = {
  EXISTING_VNET_RESOURCE_ID: EXISTING.vnet,
  FUNCTIONS_SUBNET: 'snet-functions',
  AGENTS_SUBNET: 'snet-agents',
  ENDPOINTS_SUBNET: 'snet-endpoints',
  DNS_ZONES_RESOURCE_GROUP: 'rg-network',
};
const STORES = {
  EXISTING_COSMOS_RESOURCE_ID: EXISTING.cosmos,
  EXISTING_SEARCH_RESOURCE_ID: EXISTING.search,
  EXISTING_AGENT_STORAGE_RESOURCE_ID: EXISTING.storage,
};

const COMMON = {
  AZURE_ENV_NAME: 'shop',
  AZURE_LOCATION: 'swedencentral',
  AZURE_PRINCIPAL_ID: '00000000-0000-0000-0000-00000000000d',
  ALERT_EMAILS: 'ops@example.com',
  BUDGET_START: '2026-12-01',
};
const DEV = { ...COMMON, DEPLOYMENT_KIND: 'dev' };
const PROD = { ...COMMON, DEPLOYMENT_KIND: 'prod', ENTRA_AUDIENCE: '00000000-0000-0000-0000-0000000000aa' };

/** Every supported way to deploy. An existing Foundry in a private deployment brings its network along. */
export const MODES: readonly Mode[] = [
  { name: 'dev-standard', env: DEV },
  { name: 'dev-basic', env: { ...DEV, AGENT_SETUP: 'basic' } },
  { name: 'dev-existing-foundry', env: { ...DEV, ...FOUNDRY } },
  { name: 'dev-existing-stores', env: { ...DEV, ...STORES } },
  { name: 'dev-durable-task-scheduler', env: { ...DEV, DURABLE_BACKEND: 'durableTaskScheduler' } },
  { name: 'prod-standard', env: PROD },
  { name: 'prod-basic', env: { ...PROD, AGENT_SETUP: 'basic' } },
  { name: 'prod-existing-network', env: { ...PROD, ...NETWORK } },
  { name: 'prod-existing-network-stores', env: { ...PROD, ...NETWORK, ...STORES } },
  { name: 'prod-existing-stores', env: { ...PROD, ...STORES } },
  { name: 'prod-existing-foundry', env: { ...PROD, ...NETWORK, ...FOUNDRY } },
  { name: 'prod-durable-task-scheduler', env: { ...PROD, DURABLE_BACKEND: 'durableTaskScheduler' } },
];
