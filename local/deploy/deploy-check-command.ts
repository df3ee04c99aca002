import * as z from 'zod';
import { explainManagement } from '../../shared/azure/management/explain-management.ts';
import {
  type Management,
  ManagementError,
  management,
  managementCredential,
} from '../../shared/azure/management/management.ts';
import { messageOf, TerminalError } from '../../shared/core/errors.ts';
import { type Finding, failure, ok, warning } from './finding.ts';
import { checkSettings } from './settings-checks.ts';
import {
  checkModels,
  checkPermissions,
  checkProviders,
  checkQuota,
  type ExistingCapacity,
  missingProviders,
} from './subscription-checks.ts';
import { type WantedDeployment, wantedDeployment } from './wanted-deployment.ts';

const COGNITIVE = 'Microsoft.CognitiveServices';
const COGNITIVE_VERSION = '2025-06-01';

const permission = z.object({ actions: z.array(z.string()).default([]), notActions: z.array(z.string()).default([]) });
const usage = z.object({
  name: z.object({ value: z.string() }),
  currentValue: z.number().default(0),
  limit: z.number().default(0),
});
const model = z.object({
  model: z.object({
    name: z.string(),
    version: z.string(),
    lifecycleStatus: z.string().optional(),
    deprecation: z.object({ inference: z.string().optional() }).nullish(),
    skus: z.array(z.object({ name: z.string() })).optional(),
  }),
});
const provider = z.object({ namespace: z.string(), registrationState: z.string() });
const resource = z.object({ id: z.string(), name: z.string() });
const deployment = z.object({
  sku: z.object({ name: z.string(), capacity: z.number() }),
  properties: z.object({ model: z.object({ name: z.string() }) }),
});
const region = z.object({ name: z.string() });
const subnet = z.object({
  name: z.string(),
  properties: z.object({
    addressPrefix: z.string().optional(),
    delegations: z.array(z.object({ properties: z.object({ serviceName: z.string() }) })).default([]),
  }),
});
const network = z.object({ location: z.string(), properties: z.object({ subnets: z.array(subnet).default([]) }) });

/** Resource providers of the templates, and those that a delegated subnet needs. test/infra compares them with the templates. */
export const PROVIDERS = {
  always: [
    'Microsoft.CognitiveServices',
    'Microsoft.EventGrid',
    'Microsoft.Insights',
    'Microsoft.ManagedIdentity',
    'Microsoft.OperationalInsights',
    'Microsoft.Storage',
    'Microsoft.Web',
  ],
  standard: ['Microsoft.DocumentDB', 'Microsoft.Search'],
  // An injected network fails after the account was created. Source: foundry-samples #853 (July 2026).
  private: ['Microsoft.App', 'Microsoft.ContainerService', 'Microsoft.Network'],
  scheduler: ['Microsoft.DurableTask'],
} as const;

export interface DeployCheck {
  /** `--register`, or nothing. */
  readonly args?: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly print: (line: string) => void;
  readonly today?: Date;
}

/**
 * `npm run deploy:check`, run by azd before it provisions: checks settings, permissions, resource providers, models, quota, deleted
 * accounts and an existing network. It changes nothing, except that `--register` registers missing resource providers.
 * @returns the exit code: 1 when the deployment would fail
 */
export async function deployCheckCommand({ args = [], env, print, today = new Date() }: DeployCheck): Promise<number> {
  try {
    const wanted = wantedDeployment(env);
    const azure = management(env);
    if (args.includes('--register')) await register(azure, wanted, env, print);
    const findings = [
      ...checkSettings(env, wanted),
      ...(await checkAccount(env)),
      ...(await checkSubscription(azure, wanted, env, today)),
    ];
    for (const { level, line } of findings) print(`${MARKS[level]} ${line}`);
    return findings.some(({ level }) => level === 'error') ? 1 : 0;
  } catch (error) {
    print(`! ${messageOf(error)}`);
    if (!(error instanceof TerminalError) || error instanceof ManagementError)
      print(`  ${explainManagement(error)[1]}`);
    return 1;
  }
}

const MARKS = { ok: ' ', warning: '?', error: '!' } as const;

/** Providers that this deployment needs. */
export function neededProviders(
  { agentSetup, privateNetwork, durableBackend }: WantedDeployment,
  env: NodeJS.ProcessEnv,
) {
  return [
    ...PROVIDERS.always,
    ...(agentSetup === 'standard' && !env.EXISTING_FOUNDRY_ACCOUNT ? PROVIDERS.standard : []),
    ...(privateNetwork ? PROVIDERS.private : []),
    ...(durableBackend === 'durableTaskScheduler' ? PROVIDERS.scheduler : []),
  ];
}

async function register(
  azure: Management,
  wanted: WantedDeployment,
  env: NodeJS.ProcessEnv,
  print: DeployCheck['print'],
) {
  const all = await azure.list(`/subscriptions/${wanted.subscription}/providers`, '2022-09-01', provider);
  for (const name of missingProviders(all, neededProviders(wanted, env))) {
    await azure.post(`/subscriptions/${wanted.subscription}/providers/${name}/register`, '2022-09-01', z.unknown());
    print(`  ${name} is being registered; this takes a minute or two.`);
  }
}

/** azd and the Azure CLI may be signed in as different users: then this check looks at other permissions than azd uses. */
async function checkAccount(env: NodeJS.ProcessEnv): Promise<readonly Finding[]> {
  const expected = env.AZURE_PRINCIPAL_ID;
  if (!expected) return [];
  const token = await managementCredential(env).getToken('https://management.azure.com/.default');
  const [, payload = ''] = token?.token.split('.') ?? [];
  const { data } = z.object({ oid: z.string() }).safeParse(parsed(Buffer.from(payload, 'base64url').toString()));
  if (data === undefined || data.oid === expected) return [];
  return [
    warning(
      `azd deploys as ${expected}, and this check runs as ${data.oid}: az and azd are signed in to different accounts. ` +
        'Sign in to the same one: az login, azd auth login.',
    ),
  ];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function checkSubscription(
  azure: Management,
  wanted: WantedDeployment,
  env: NodeJS.ProcessEnv,
  today: Date,
): Promise<readonly Finding[]> {
  const of = `/subscriptions/${wanted.subscription}/providers`;
  const held = await azure.list(`${of}/Microsoft.Authorization/permissions`, '2022-04-01', permission);
  const providers = await azure.list(of, '2022-09-01', provider);
  const findings = [...checkPermissions(held), ...checkProviders(providers, neededProviders(wanted, env))];
  const flex = await azure.list(`${of}/Microsoft.Web/geoRegions`, '2024-11-01', region, { sku: 'FlexConsumption' });
  if (!flex.some(({ name }) => name.replaceAll(' ', '').toLowerCase() === wanted.region)) {
    findings.push(
      failure(`${wanted.region} has no Flex Consumption plan for Functions: azd env set AZURE_LOCATION ...`),
    );
  }
  if (!env.EXISTING_FOUNDRY_ACCOUNT) findings.push(...(await checkFoundry(azure, wanted, today)));
  if (env.EXISTING_VNET_RESOURCE_ID)
    findings.push(...(await checkVnet(azure, wanted, env, env.EXISTING_VNET_RESOURCE_ID)));
  return findings;
}

async function checkFoundry(azure: Management, wanted: WantedDeployment, today: Date): Promise<readonly Finding[]> {
  const place = `/subscriptions/${wanted.subscription}/providers/${COGNITIVE}/locations/${wanted.region}`;
  const [offered, usages, existing] = await Promise.all([
    azure.list(`${place}/models`, COGNITIVE_VERSION, model),
    azure.list(`${place}/usages`, COGNITIVE_VERSION, usage),
    existingCapacity(azure, wanted),
  ]);
  const models = offered.map((each) => each.model);
  return [
    ...checkModels(models, wanted.models, wanted.region, today),
    ...checkQuota(usages, wanted.models, wanted.modelCapacity, wanted.region, existing),
    ...(await checkDeleted(azure, wanted)),
  ];
}

/** Model deployments of an earlier run in this resource group. */
async function existingCapacity(azure: Management, wanted: WantedDeployment): Promise<readonly ExistingCapacity[]> {
  const group = `/subscriptions/${wanted.subscription}/resourceGroups/${wanted.resourceGroup}`;
  try {
    const accounts = await azure.list(`${group}/providers/${COGNITIVE}/accounts`, COGNITIVE_VERSION, resource);
    const found = await Promise.all(
      accounts.map(({ id }) => azure.list(`${id}/deployments`, COGNITIVE_VERSION, deployment)),
    );
    return found.flat().map(({ sku, properties }) => ({
      quota: `OpenAI.${sku.name}.${properties.model.name}`,
      capacity: sku.capacity,
    }));
  } catch (error) {
    if (error instanceof ManagementError && error.status === 404) return [];
    throw error;
  }
}

/** A deleted account keeps its name: creating it again fails until it is purged. */
async function checkDeleted(azure: Management, wanted: WantedDeployment): Promise<readonly Finding[]> {
  const of = `/subscriptions/${wanted.subscription}/providers/${COGNITIVE}/deletedAccounts`;
  const deleted = await azure.list(of, COGNITIVE_VERSION, resource);
  const ours = deleted.filter(({ id }) =>
    id.toLowerCase().includes(`/resourcegroups/${wanted.resourceGroup.toLowerCase()}/`),
  );
  return ours.map(({ name }) =>
    failure(
      `The Foundry account ${name} was deleted and not purged, and its name is taken for 48 hours: az cognitiveservices account purge ` +
        `--name ${name} --resource-group ${wanted.resourceGroup} --location ${wanted.region}.`,
    ),
  );
}

async function checkVnet(
  azure: Management,
  wanted: WantedDeployment,
  env: NodeJS.ProcessEnv,
  id: string,
): Promise<readonly Finding[]> {
  const found = await azure.get(id, '2024-05-01', network);
  const findings: Finding[] = [];
  if (found.location !== wanted.region) {
    findings.push(
      failure(`The network is in ${found.location}: the deployment must be in the same region as its network.`),
    );
  }
  const needsAgents = wanted.agentSetup === 'standard' && !env.EXISTING_FOUNDRY_ACCOUNT;
  const subnets = [
    [env.FUNCTIONS_SUBNET || 'functions', 'FUNCTIONS_SUBNET', true],
    ...(needsAgents ? ([[env.AGENTS_SUBNET || 'agents', 'AGENTS_SUBNET', true]] as const) : []),
    [env.ENDPOINTS_SUBNET || 'endpoints', 'ENDPOINTS_SUBNET', false],
  ] as const;
  for (const [name, variable, delegated] of subnets) {
    const each = found.properties.subnets.find((one) => one.name === name);
    const services = each?.properties.delegations.map(({ properties }) => properties.serviceName) ?? [];
    if (each === undefined) {
      findings.push(failure(`The network has no subnet "${name}": create it, or name another one in ${variable}.`));
    } else if (delegated && !services.includes('Microsoft.App/environments')) {
      findings.push(failure(`The subnet "${name}" is not delegated to Microsoft.App/environments.`));
    } else if (!delegated && services.length > 0) {
      findings.push(
        failure(`The subnet "${name}" is delegated to ${services.join(', ')}: private endpoints need another one.`),
      );
    }
  }
  return findings.length > 0 ? findings : [ok('The existing network has the subnets that are needed.')];
}
