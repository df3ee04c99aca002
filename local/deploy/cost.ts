/** Unit prices of infra/prices.json, in USD. */
export interface Prices {
  readonly lookedUp: string;
  readonly hoursPerMonth: number;
  readonly prices: Readonly<Record<string, { readonly usd: number; readonly basis: string; readonly source: string }>>;
}

/** The parts of a deployment that cost money while it is idle. */
export interface Footprint {
  readonly agentSetup: 'basic' | 'standard';
  readonly searchSku: 'basic' | 'standard';
  readonly zoneRedundant: boolean;
  readonly zoneRedundantApp: boolean;
  readonly toolAlwaysReady: number;
  readonly instanceMemoryMB: number;
  /** Names of the functions that answer agents. */
  readonly toolFunctions: readonly string[];
  /** Trigger type of each function, by name. */
  readonly functions: Readonly<Record<string, string>>;
  readonly privateEndpoints: number;
  readonly privateDnsZones: number;
  readonly storageAccounts: number;
  readonly logAlerts: number;
  readonly metricAlerts: number;
}

export interface CostLine {
  readonly what: string;
  readonly count: string;
  readonly usd: number;
  readonly basis: string;
}

/**
 * Groups in which Flex Consumption scales functions: HTTP functions share one, Durable functions share one, blob functions share one, and
 * every other function has its own.
 * Source: Microsoft Learn, "Azure Functions Flex Consumption plan: per-function scaling" (read 2026-12-01).
 */
export function scalingGroups(functions: Readonly<Record<string, string>>): readonly string[] {
  const shared: Readonly<Record<string, string>> = {
    httpTrigger: 'http',
    orchestrationTrigger: 'durable',
    activityTrigger: 'durable',
    entityTrigger: 'durable',
    blobTrigger: 'blob',
  };
  return [...new Set(Object.entries(functions).map(([name, trigger]) => shared[trigger] ?? `function:${name}`))].sort();
}

/**
 * Always-ready instances that are billed while idle. A zone-redundant plan keeps at least two in every scaling group.
 * Source: Microsoft Learn, "Reliability in Azure Functions" (read 2026-12-01).
 */
export function alwaysReadyInstances(of: Footprint): number {
  const tools = of.toolFunctions.length * of.toolAlwaysReady;
  if (!of.zoneRedundantApp) return tools;
  const minimum = 2;
  const ofTools = of.toolFunctions.length * Math.max(minimum, of.toolAlwaysReady);
  const others = scalingGroups(of.functions).filter(
    (group) => !of.toolFunctions.includes(group.replace('function:', '')),
  );
  return ofTools + others.length * minimum;
}

/** Costs of a month without a single call: models, executions, messages and logs come on top. */
export function idleCosts(of: Footprint, { prices, hoursPerMonth }: Prices): readonly CostLine[] {
  const usd = (name: string) => prices[name]?.usd ?? Number.NaN;
  const isSeen = (...names: string[]) =>
    names.every((name) => prices[name]?.basis === 'seen') ? 'seen' : 'remembered';
  const instances = alwaysReadyInstances(of);
  const memory = of.instanceMemoryMB / 1024;
  const units = of.zoneRedundant ? 2 : 1;
  const search = of.searchSku === 'basic' ? 'searchBasicHour' : 'searchStandardHour';
  const isStandard = of.agentSetup === 'standard';
  const throughput = of.zoneRedundant && isStandard ? 3 * 10 * usd('cosmosZoneFactor') * usd('cosmos100RuHour') : 0;
  return [
    line(
      'AI Search',
      isStandard ? `${units} x ${of.searchSku}` : 'none',
      isStandard ? units * usd(search) * hoursPerMonth : 0,
      isSeen(search),
    ),
    line(
      'Cosmos DB',
      throughput > 0 ? '3 x 1,000 RU/s, zone redundant' : isStandard ? 'serverless' : 'none',
      throughput * hoursPerMonth,
      isSeen('cosmos100RuHour', 'cosmosZoneFactor'),
    ),
    line(
      'Always-ready instances',
      `${instances} x ${memory} GB`,
      instances * memory * hoursPerMonth * 3600 * usd('alwaysReadyGbSecond'),
      isSeen('alwaysReadyGbSecond'),
    ),
    line(
      'Private endpoints',
      `${of.privateEndpoints}`,
      of.privateEndpoints * hoursPerMonth * usd('privateEndpointHour'),
      isSeen('privateEndpointHour'),
    ),
    line(
      'Private DNS zones',
      `${of.privateDnsZones}`,
      of.privateDnsZones * usd('privateDnsZoneMonth'),
      isSeen('privateDnsZoneMonth'),
    ),
    line('Log alerts', `${of.logAlerts}`, of.logAlerts * usd('logAlertMonth'), isSeen('logAlertMonth')),
    line('Metric alerts', `${of.metricAlerts}`, of.metricAlerts * usd('metricAlertMonth'), isSeen('metricAlertMonth')),
    line(
      'Storage accounts',
      `${of.storageAccounts}`,
      of.storageAccounts * usd('storageAccountMonth'),
      isSeen('storageAccountMonth'),
    ),
  ];
}

const line = (what: string, count: string, usd: number, basis: string): CostLine => ({ what, count, usd, basis });

/** A Markdown table of several deployments side by side, with their sums. */
export function costTable(deployments: Readonly<Record<string, readonly CostLine[]>>): string {
  const names = Object.keys(deployments);
  const rows = (deployments[names[0] ?? ''] ?? []).map(({ what, basis }, at) => {
    const cells = names.map((name) => {
      const { count = '', usd = 0 } = deployments[name]?.[at] ?? {};
      return `${Math.round(usd)} (${count})`;
    });
    return `| ${[what, ...cells, basis].join(' | ')} |`;
  });
  const sums = names.map(
    (name) => `**${Math.round((deployments[name] ?? []).reduce((sum, { usd }) => sum + usd, 0))}**`,
  );
  return [
    `| USD a month, idle | ${names.join(' | ')} | Price |`,
    `|---|${names.map(() => '---').join('|')}|---|`,
    ...rows,
    `| **Sum** | ${sums.join(' | ')} | |`,
  ].join('\n');
}
