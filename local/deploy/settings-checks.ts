import regions from '../../infra/regions.json' with { type: 'json' };
import { type Finding, failure, ok, warning } from './finding.ts';
import type { WantedDeployment } from './wanted-deployment.ts';

/** Checks the environment variables of a deployment: everything that can be decided without Azure. */
export function checkSettings(env: NodeJS.ProcessEnv, wanted: WantedDeployment): readonly Finding[] {
  const findings = [
    ...checkAccess(env, wanted),
    ...checkNetwork(env, wanted),
    ...checkRegion(env, wanted),
    ...checkTexts(env),
  ];
  return findings.length > 0 ? findings : [ok('The settings of the environment fit together.')];
}

function checkAccess(env: NodeJS.ProcessEnv, { httpAuth }: WantedDeployment): readonly Finding[] {
  if (httpAuth !== 'entra' || env.ENTRA_AUDIENCE) return [];
  return [
    failure(
      'ENTRA_AUDIENCE is not set, and callers of the HTTP API sign in with Entra tokens. Create an app registration and set it: ' +
        'az ad app create --display-name foundry-functions --sign-in-audience AzureADMyOrg --query appId --output tsv, then ' +
        'azd env set ENTRA_AUDIENCE <appId>. For function keys instead: azd env set HTTP_AUTH key.',
    ),
  ];
}

function checkNetwork(env: NodeJS.ProcessEnv, { privateNetwork, kind }: WantedDeployment): readonly Finding[] {
  const findings: Finding[] = [];
  const { EXISTING_FOUNDRY_ACCOUNT: account, EXISTING_VNET_RESOURCE_ID: network } = env;
  if (privateNetwork && account && !network) {
    findings.push(
      failure(
        `The data account becomes private, and the agents of ${account} run outside the new network: their calls could not reach the ` +
          'queues. Deploy into the network of the account (azd env set EXISTING_VNET_RESOURCE_ID ..., with FUNCTIONS_SUBNET, ' +
          'ENDPOINTS_SUBNET and DNS_ZONES_RESOURCE_GROUP), set "privateNetwork": false in infra/environments/' +
          `${kind}.json, or let the deployment create its own Foundry account.`,
      ),
    );
  }
  if (account && !env.EXISTING_FOUNDRY_PROJECT) {
    findings.push(failure('EXISTING_FOUNDRY_ACCOUNT is set without EXISTING_FOUNDRY_PROJECT: name the project, too.'));
  }
  if (network && !privateNetwork) {
    findings.push(
      failure(`EXISTING_VNET_RESOURCE_ID is set, and ${kind} has no private network: set DEPLOYMENT_KIND to prod.`),
    );
  }
  const shape = /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/([\w.]+)\/(\w+)\/[^/]+$/i;
  const ids = [
    ['EXISTING_VNET_RESOURCE_ID', 'Microsoft.Network/virtualNetworks'],
    ['EXISTING_COSMOS_RESOURCE_ID', 'Microsoft.DocumentDB/databaseAccounts'],
    ['EXISTING_SEARCH_RESOURCE_ID', 'Microsoft.Search/searchServices'],
    ['EXISTING_AGENT_STORAGE_RESOURCE_ID', 'Microsoft.Storage/storageAccounts'],
  ] as const;
  for (const [name, type] of ids) {
    const id = env[name];
    const [, provider, kindOfResource] = shape.exec(id ?? '') ?? [];
    if (id && `${provider}/${kindOfResource}`.toLowerCase() !== type.toLowerCase()) {
      findings.push(failure(`${name} is "${id}". It must be the whole resource id of a ${type}.`));
    }
  }
  return findings;
}

function checkRegion(env: NodeJS.ProcessEnv, wanted: WantedDeployment): readonly Finding[] {
  if (wanted.agentSetup !== 'standard' || env.EXISTING_FOUNDRY_ACCOUNT) return [];
  const region = regions.regions.find(({ name }) => name === wanted.region);
  if (region === undefined) {
    return [
      warning(
        `${wanted.region} is not in the list of regions with the standard set-up (infra/regions.json, looked up on ${regions.lookedUp}).`,
      ),
    ];
  }
  const isClassA = (env.ADDRESS_PREFIX ?? '').startsWith('10.');
  if (wanted.privateNetwork && isClassA && !region.agentsInClassA) {
    return [
      failure(
        `ADDRESS_PREFIX is ${env.ADDRESS_PREFIX}: in ${wanted.region} the agents' subnet cannot be in 10.0.0.0/8. ` +
          'Use a range of 172.16.0.0/12 or 192.168.0.0/16.',
      ),
    ];
  }
  return [];
}

function checkTexts(env: NodeJS.ProcessEnv): readonly Finding[] {
  const findings: Finding[] = [];
  if (env.APP_SETTINGS) {
    try {
      const settings: unknown = JSON.parse(env.APP_SETTINGS);
      const values = typeof settings === 'object' && settings !== null ? Object.values(settings) : [0];
      if (Array.isArray(settings) || values.some((value) => typeof value !== 'string'))
        throw new SyntaxError('not texts');
    } catch {
      findings.push(failure('APP_SETTINGS must be a JSON object of texts, for example {"JOB_LONGEST_WAIT":"PT30S"}.'));
    }
  }
  for (const range of (env.ALLOWED_IP_RANGES ?? '').split(',').filter(Boolean)) {
    const isPrivate = /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(range);
    if (isPrivate || !/^\d{1,3}(\.\d{1,3}){3}(\/([0-9]|[12]\d|30))?$/.test(range)) {
      findings.push(
        failure(
          `ALLOWED_IP_RANGES holds "${range}": a storage firewall takes public IPv4 addresses, or ranges up to /30, without spaces.`,
        ),
      );
    }
  }
  if (env.BUDGET_START && !/^\d{4}-\d{2}-01$/.test(env.BUDGET_START)) {
    findings.push(
      failure(`BUDGET_START is "${env.BUDGET_START}". It must be the first day of a month, such as 2026-12-01.`),
    );
  }
  return findings;
}
