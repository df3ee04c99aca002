import type { Predicted } from './bicep.ts';

interface Network {
  readonly publicNetworkAccess?: string;
  readonly networkAcls?: {
    readonly defaultAction?: string;
    readonly bypass?: string;
    readonly ipRules?: readonly unknown[];
  };
  readonly networkAclBypass?: string;
}

/** Resource types that can be reached over a network. */
const REACHABLE = [
  'Microsoft.CognitiveServices/accounts',
  'Microsoft.DocumentDB/databaseAccounts',
  'Microsoft.DurableTask/schedulers',
  'Microsoft.Insights/components',
  'Microsoft.OperationalInsights/workspaces',
  'Microsoft.Search/searchServices',
  'Microsoft.Storage/storageAccounts',
  'Microsoft.Web/sites',
];

/** Resources that the internet or trusted services of Azure can reach, as `type name: how`. */
export function publicWays(resources: readonly Predicted[]): readonly string[] {
  return resources
    .filter(({ type }) => REACHABLE.includes(type))
    .flatMap(({ type, name, properties }) => {
      const { publicNetworkAccess = 'Enabled', networkAcls } = (properties ?? {}) as Network;
      if (publicNetworkAccess === 'Disabled') return [];
      if (networkAcls?.defaultAction !== 'Deny') return [`${type} ${name}: anyone with a token`];
      const trusted = networkAcls.bypass === 'AzureServices' ? ['trusted services'] : [];
      const addresses = networkAcls.ipRules?.length ? ['listed addresses'] : [];
      const ways = [...trusted, ...addresses];
      return ways.length === 0 ? [] : [`${type} ${name}: ${ways.join(', ')}`];
    });
}
