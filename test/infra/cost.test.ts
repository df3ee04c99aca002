import prices from '../../infra/prices.json' with { type: 'json' };
import { alwaysReadyInstances, costTable, idleCosts, scalingGroups } from '../../local/deploy/cost.ts';
import { footprintOf, readEnvironment } from '../../local/deploy/footprint.ts';
import { describeWithBicep, snapshot } from './support/bicep.ts';
import { MODES } from './support/modes.ts';

const FUNCTIONS = {
  tool_get_order_status: 'queueTrigger',
  tool_request_refund: 'queueTrigger',
  health: 'httpTrigger',
  jobs: 'httpTrigger',
  runJob: 'orchestrationTrigger',
  step: 'activityTrigger',
  nightly: 'timerTrigger',
};
const prod = readEnvironment('prod');
const sum = (lines: readonly { readonly usd: number }[]) => lines.reduce((total, { usd }) => total + usd, 0);

describe('the idle cost', () => {
  it('groups HTTP functions and Durable functions, and counts every other function by itself', () => {
    expect(scalingGroups(FUNCTIONS)).toEqual([
      'durable',
      'function:nightly',
      'function:tool_get_order_status',
      'function:tool_request_refund',
      'http',
    ]);
  });

  it('counts two always-ready instances for each group of a zone-redundant app', () => {
    const footprint = footprintOf(prod, FUNCTIONS);
    const toolFunctions = ['tool_get_order_status', 'tool_request_refund'];
    expect(alwaysReadyInstances({ ...footprint, toolFunctions, zoneRedundantApp: false, toolAlwaysReady: 1 })).toBe(2);
    expect(alwaysReadyInstances({ ...footprint, toolFunctions, zoneRedundantApp: true, toolAlwaysReady: 1 })).toBe(10);
    expect(alwaysReadyInstances({ ...footprint, toolFunctions, zoneRedundantApp: true, toolAlwaysReady: 3 })).toBe(12);
  });

  it('of 17 groups with two instances of 2 GB each is what the review of the templates found', () => {
    const functions = Object.fromEntries(Array.from({ length: 17 }, (_, at) => [`f${at}`, 'queueTrigger']));
    const lines = idleCosts({ ...footprintOf(prod, functions), toolFunctions: [], zoneRedundantApp: true }, prices);
    const ready = lines.find(({ what }) => what === 'Always-ready instances');
    expect(Math.round(ready?.usd ?? 0)).toBe(715);
  });

  it.each(['dev', 'prod'] as const)('of %s stays below its budget', (kind) => {
    const environment = readEnvironment(kind);
    const total = sum(idleCosts(footprintOf(environment, FUNCTIONS), prices));
    expect(total).toBeGreaterThan(0);
    expect(total).toBeLessThan(environment.monthlyBudget);
  });

  it('is printed as a table with a sum', () => {
    const table = costTable({ dev: idleCosts(footprintOf(readEnvironment('dev'), FUNCTIONS), prices) });
    expect(table).toMatch(
      /^\| USD a month, idle \| dev \| Price \|\n\|---\|---\|---\|\n\| AI Search \| 74 \(1 x basic\) \| remembered \|/,
    );
    expect(table).toMatch(/\| \*\*Sum\*\* \| \*\*\d+\*\* \| \|$/);
  });
});

describeWithBicep('the footprint', () => {
  it.each([
    ['dev-standard', 'dev'],
    ['prod-standard', 'prod'],
  ] as const)('counts what the templates create (%s)', (name, kind) => {
    const types = snapshot(MODES.find((mode) => mode.name === name)?.env ?? {}).map(({ type }) => type);
    const count = (type: string) => types.filter((each) => each === type).length;
    expect(footprintOf(readEnvironment(kind), FUNCTIONS)).toMatchObject({
      privateEndpoints: count('Microsoft.Network/privateEndpoints'),
      privateDnsZones: count('Microsoft.Network/privateDnsZones'),
      storageAccounts: count('Microsoft.Storage/storageAccounts'),
      logAlerts: count('Microsoft.Insights/scheduledQueryRules'),
      metricAlerts: count('Microsoft.Insights/metricAlerts'),
    });
  });
});
