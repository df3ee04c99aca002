import { checkSettings } from '../../../local/deploy/settings-checks.ts';
import { wantedDeployment } from '../../../local/deploy/wanted-deployment.ts';

const BASE = { AZURE_SUBSCRIPTION_ID: 'sub', AZURE_LOCATION: 'swedencentral', ENTRA_AUDIENCE: 'app' };
const NETWORK = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v';

function check(env: Record<string, string>): string {
  const all = { ...BASE, ...env };
  return checkSettings(all, wantedDeployment(all))
    .map(({ level, line }) => `${level} ${line}`)
    .join('\n');
}

describe('checkSettings', () => {
  it.each<[string, Record<string, string>]>([
    ['dev', {}],
    ['prod', { DEPLOYMENT_KIND: 'prod' }],
    [
      'an existing Foundry account in its network',
      {
        DEPLOYMENT_KIND: 'prod',
        EXISTING_FOUNDRY_ACCOUNT: 'f',
        EXISTING_FOUNDRY_PROJECT: 'p',
        EXISTING_VNET_RESOURCE_ID: NETWORK,
      },
    ],
    [
      'public addresses and further settings',
      { ALLOWED_IP_RANGES: '20.1.2.3,40.0.0.0/24', APP_SETTINGS: '{"LOG_CONTENT":"true"}' },
    ],
  ])('accepts %s', (_, env) => {
    expect(check(env)).toBe('ok The settings of the environment fit together.');
  });

  it.each<[string, Record<string, string>, RegExp]>([
    [
      'prod without an app registration',
      { DEPLOYMENT_KIND: 'prod', ENTRA_AUDIENCE: '' },
      /^error ENTRA_AUDIENCE is not set.*az ad app create.*HTTP_AUTH key/,
    ],
    [
      'a private deployment with an existing Foundry account outside its network',
      { DEPLOYMENT_KIND: 'prod', EXISTING_FOUNDRY_ACCOUNT: 'f', EXISTING_FOUNDRY_PROJECT: 'p' },
      /^error The data account becomes private.*EXISTING_VNET_RESOURCE_ID.*"privateNetwork": false/,
    ],
    [
      'an existing account without its project',
      { EXISTING_FOUNDRY_ACCOUNT: 'f' },
      /EXISTING_FOUNDRY_PROJECT: name the project/,
    ],
    ['a network for dev', { EXISTING_VNET_RESOURCE_ID: NETWORK }, /^error .*dev has no private network/],
    [
      'an id of another type',
      { EXISTING_COSMOS_RESOURCE_ID: NETWORK },
      /^error EXISTING_COSMOS_RESOURCE_ID .*Microsoft\.DocumentDB\/databaseAccounts/,
    ],
    [
      "an agents' subnet in class A where that is not supported",
      { DEPLOYMENT_KIND: 'prod', AZURE_LOCATION: 'koreacentral', ADDRESS_PREFIX: '10.60.0.0/16' },
      /^error ADDRESS_PREFIX is 10\.60\.0\.0\/16: in koreacentral/,
    ],
    [
      'a region without the standard set-up',
      { AZURE_LOCATION: 'mexicocentral' },
      /^warning mexicocentral is not in the list/,
    ],
    [
      'settings that are no JSON',
      { APP_SETTINGS: '{LOG_CONTENT:true}' },
      /^error APP_SETTINGS must be a JSON object of texts/,
    ],
    ['settings that are no texts', { APP_SETTINGS: '{"LOG_CONTENT":true}' }, /^error APP_SETTINGS must be/],
    ['a private address', { ALLOWED_IP_RANGES: '192.168.1.0/24' }, /^error ALLOWED_IP_RANGES holds "192/],
    ['a range of two addresses', { ALLOWED_IP_RANGES: '20.1.2.0/31' }, /^error ALLOWED_IP_RANGES/],
    ['a budget that begins within a month', { BUDGET_START: '2026-12-05' }, /^error BUDGET_START/],
  ])('finds %s', (_, env, expected) => {
    expect(check(env)).toMatch(expected);
  });
});

describe('wantedDeployment', () => {
  it('reads the environment file and what the environment changes', () => {
    expect(wantedDeployment({ ...BASE, DEPLOYMENT_KIND: 'prod', AGENT_SETUP: 'basic' })).toMatchObject({
      agentSetup: 'basic',
      httpAuth: 'entra',
      privateNetwork: true,
      resourceGroup: 'rg-dev',
    });
    expect(wantedDeployment({ ...BASE, AZURE_ENV_NAME: 'shop.' }).resourceGroup).toBe('rg-shop.-');
  });

  it.each([
    [{ AZURE_LOCATION: '' }, /AZURE_SUBSCRIPTION_ID and AZURE_LOCATION are not set/],
    [{ DEPLOYMENT_KIND: 'production' }, /DEPLOYMENT_KIND is "production"/],
    [{ HTTP_AUTH: 'basic' }, /httpAuth/],
  ])('refuses %j', (env, expected) => {
    expect(() => wantedDeployment({ ...BASE, ...env })).toThrow(expected);
  });
});
