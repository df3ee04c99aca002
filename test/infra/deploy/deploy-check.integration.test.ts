import { deployCheckCommand, PROVIDERS } from '../../../local/deploy/deploy-check-command.ts';
import { type FakeAzure, refusal } from '../../support/fake-azure.ts';
import type { Cloud } from '../arm/cloud.ts';
import { describeWithBicep, SUBSCRIPTION, snapshot } from '../support/bicep.ts';
import { freshCloud } from '../support/fresh-cloud.ts';
import { serveManagement } from '../support/management-server.ts';
import { EXISTING, MODES } from '../support/modes.ts';

const PERMISSIONS = `GET /subscriptions/${SUBSCRIPTION}/providers/Microsoft.Authorization/permissions`;
const GROUP = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-shop`;
const PROD = MODES.find(({ name }) => name === 'prod-standard') ?? { name: '', env: {} };
const IN_NETWORK = MODES.find(({ name }) => name === 'prod-existing-network') ?? { name: '', env: {} };

let azure: FakeAzure;
let cloud: Cloud;
beforeAll(async () => {
  azure = await serveManagement(() => cloud);
});
beforeEach(() => {
  azure.answers.clear();
  azure.asked.length = 0;
  cloud = freshCloud(PROD);
  for (const name of Object.values(PROVIDERS).flat()) cloud.registered.add(name);
});
afterAll(() => azure.stop());

async function check(env: Record<string, string> = {}, args: readonly string[] = []) {
  const lines: string[] = [];
  const code = await deployCheckCommand({
    args,
    env: { ...PROD.env, AZURE_RESOURCE_MANAGER_URL: azure.url, AZURE_SUBSCRIPTION_ID: SUBSCRIPTION, ...env },
    print: (line) => void lines.push(line),
    today: new Date('2026-12-01'),
  });
  return { code, text: lines.join('\n') };
}

describe('npm run deploy:check', () => {
  it('lets an owner with enough quota continue, and changes nothing', async () => {
    const { code, text } = await check();
    expect(text).not.toMatch(/^[!?]/m);
    expect(code).toBe(0);
    expect(azure.asked.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  it('stops a contributor, who may not assign roles', async () => {
    azure.answers.set(PERMISSIONS, () => ({
      value: [{ actions: ['*'], notActions: ['Microsoft.Authorization/*/Write'] }],
    }));
    const { code, text } = await check();
    expect(text).toMatch(/^! You may not Microsoft\.Authorization\/roleAssignments\/write: you need Owner/m);
    expect(code).toBe(1);
  });

  it('reads every page, and sends its token to no other host', async () => {
    azure.answers.set(PERMISSIONS, () => ({ value: [], nextLink: `${azure.url}/subscriptions/sub/more?page=2` }));
    azure.answers.set('GET /subscriptions/sub/more', () => ({ value: [{ actions: ['*'] }] }));
    expect((await check()).code).toBe(0);
    azure.answers.set(PERMISSIONS, () => ({ value: [], nextLink: 'https://elsewhere.example/more' }));
    expect((await check()).code).toBe(1);
  });

  it('stops for missing resource providers, and registers them on request', async () => {
    cloud.registered.delete('Microsoft.App');
    cloud.registered.delete('Microsoft.ContainerService');
    const { code, text } = await check();
    expect(text).toMatch(/^! Microsoft\.App, Microsoft\.ContainerService are not registered/m);
    expect(code).toBe(1);
    expect((await check({}, ['--register'])).code).toBe(0);
    const changed = azure.asked.filter(({ method }) => method === 'POST').map(({ path }) => path.split('/').at(-2));
    expect(changed).toEqual(['Microsoft.App', 'Microsoft.ContainerService']);
  });

  it('stops when a model is retired, or has no quota left in the region', async () => {
    cloud.models = cloud.models.map((model) => ({ ...model, lifecycle: 'Retired' as const }));
    expect((await check()).text).toMatch(/^! gpt-5\.4-mini 2026-03-17 is Retired/m);
    cloud = freshCloud(PROD);
    cloud.quota.clear();
    expect((await check()).text).toMatch(/^! OpenAI\..*: 0 thousand tokens a minute left in swedencentral/m);
  });

  it('asks nothing about models when the Foundry account exists', async () => {
    cloud.quota.clear();
    const { text } = await check({
      DEPLOYMENT_KIND: 'dev',
      EXISTING_FOUNDRY_ACCOUNT: 'mine',
      EXISTING_FOUNDRY_PROJECT: 'p',
    });
    expect(text).not.toMatch(/thousand tokens/);
    expect(azure.asked.some(({ path }) => path.endsWith('/usages'))).toBe(false);
  });

  it('stops when a deleted account has the name, and says how to purge it', async () => {
    const id = `${GROUP}/providers/Microsoft.CognitiveServices/accounts/foundry-abc`;
    cloud.deletedAccounts.set('foundry-abc', { id, location: 'swedencentral' });
    const { code, text } = await check();
    expect(text).toMatch(
      /^! The Foundry account foundry-abc was deleted.*az cognitiveservices account purge --name foundry-abc/m,
    );
    expect(code).toBe(1);
  });

  it('stops in a region without Flex Consumption', async () => {
    expect((await check({ AZURE_LOCATION: 'westeurope' })).text).toMatch(/^! westeurope has no Flex Consumption plan/m);
  });

  it('examines the subnets of an existing network', async () => {
    cloud = freshCloud(IN_NETWORK);
    for (const name of Object.values(PROVIDERS).flat()) cloud.registered.add(name);
    expect((await check(IN_NETWORK.env)).text).toMatch(/^ {2}The existing network has the subnets/m);
    const { text } = await check({ ...IN_NETWORK.env, AGENTS_SUBNET: 'agents', FUNCTIONS_SUBNET: 'snet-endpoints' });
    expect(text).toMatch(/^! The network has no subnet "agents"/m);
    expect(text).toMatch(/^! The subnet "snet-endpoints" is not delegated/m);
    expect(EXISTING.vnet).toMatch(/vnet-corporate$/);
  });

  it("shows Azure's own words and the fix when Azure refuses", async () => {
    azure.answers.set(PERMISSIONS, () =>
      refusal(401, 'InvalidAuthenticationTokenTenant', 'The token is of another tenant.'),
    );
    const { code, text } = await check();
    expect(text).toMatch(
      /InvalidAuthenticationTokenTenant: The token is of another tenant\.\n {2}az login, to the tenant/,
    );
    expect(code).toBe(1);
  });

  it('names the settings that it needs', async () => {
    expect((await check({ AZURE_LOCATION: '' })).text).toMatch(/AZURE_SUBSCRIPTION_ID and AZURE_LOCATION are not set/);
  });
});

describeWithBicep('the resource providers that deploy:check asks for', () => {
  it('are those of the templates, and those that a delegated subnet needs', () => {
    // Azure has these in every subscription.
    const always = ['Microsoft.Authorization', 'Microsoft.Consumption', 'Microsoft.Resources'];
    const used = MODES.flatMap(({ env }) => snapshot(env).map(({ type }) => type.split('/')[0] ?? ''));
    const needed = [...new Set([...used, 'Microsoft.App', 'Microsoft.ContainerService'])].filter(
      (each) => !always.includes(each),
    );
    expect(Object.values(PROVIDERS).flat().sort()).toEqual(needed.sort());
  });
});
