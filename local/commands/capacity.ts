import prices from '../../infra/prices.json' with { type: 'json' };
import * as constants from '../capacity/constants.ts';
import { large, type MonthlyCost, monthlyCosts } from '../capacity/cost.ts';
import { type Capacity, capacityOf, sum, type Workload } from '../capacity/model.ts';
import { table } from '../output/table.ts';

export interface CapacityOptions extends Workload {
  readonly json?: boolean;
  readonly constants?: boolean;
}

/** Prints what a workload needs, what saturates first, how long answers take, and what a month costs. */
export async function capacity({
  json = false,
  constants: showConstants = false,
  ...workload
}: CapacityOptions): Promise<number> {
  const found = capacityOf(workload);
  const costs = monthlyCosts(found, prices);
  if (json) {
    console.log(JSON.stringify({ ...found, costs, ...(showConstants ? { constants: originsOf() } : {}) }));
    return 0;
  }
  const sections = [...capacityLines(found, costs), ...(showConstants ? ['', ...constantLines()] : [])];
  for (const line of sections) console.log(line);
  return 0;
}

/** The report as lines of at most 100 columns. */
export function capacityLines(found: Capacity, costs: readonly MonthlyCost[]): string[] {
  const { workload, demands, needs, latencies, requests } = found;
  const [first] = demands;
  if (first === undefined) return ['There is no work: give --calls, --documents, --jobs, --evaluations or --entries.'];
  const total = costs.reduce((dollars, { usd }) => dollars + usd, 0);
  return [
    `${large(workload.calls)} calls/s at the peak, ${large(workload.documents)} documents, ${large(workload.jobs)} jobs, ` +
      `${large(workload.evaluations)} evaluations a day`,
    '',
    `First to saturate: ${first.resource}: ${fullText(first.fullAt)}`,
    '',
    ...table(
      ['Limit', 'Demand', 'Of one', 'Needed', 'Remedy'],
      demands.map(({ resource, unit, demand, limit, needed, remedy }) => [
        resource,
        `${large(demand)} ${unit}`,
        large(limit),
        large(needed),
        needed > 1 ? remedy : '',
      ]),
    ),
    '',
    ...table(['Needed', ''], needLines(needs, workload)),
    '',
    ...(latencies.length === 0
      ? []
      : [
          ...table(
            ['Answer time, mean', ''],
            latencies.map(({ situation, seconds }) => [situation, `${Math.round(seconds * 1000)} ms`]),
          ),
          '',
        ]),
    ...table(
      ['USD a month', '', '', 'Price'],
      [
        ...costs.map(({ what, quantity, usd, basis }) => [what, dollars(usd), quantity, basis]),
        ['Sum', dollars(total), '', ''],
      ],
    ),
    '',
    `${large(sum(requests))} storage requests/s at the peak. At most ${Math.round(workload.utilization * 100)} % of a limit is planned for.`,
    'The sum lacks models, logs, network, the work of handlers, and the idle deployment',
    '(npm run deploy:cost).',
  ];
}

const dollars = (usd: number): string => usd.toLocaleString('en-US', { maximumFractionDigits: usd < 10 ? 2 : 0 });

function fullText(fullAt: number): string {
  if (fullAt >= 1) return `one suffices up to ${large(fullAt)} times this work.`;
  return `one suffices for ${(fullAt * 100).toLocaleString('en-US', { maximumSignificantDigits: 2 })} % of this work.`;
}

function needLines(needs: Capacity['needs'], { tools, calls, documents, jobs, evaluations }: Workload): string[][] {
  const lines: [boolean, string, string][] = [
    [calls > 0, 'storage accounts for tool queues (shards)', `${needs.storageAccounts}`],
    [calls > 0, 'queue pairs', `${Math.max(needs.queuesPerTool, needs.storageAccounts) * tools} (${tools} tools)`],
    [calls > 0, 'partitions of the call history', `${needs.historyPartitions}`],
    [
      needs.recordPartitionsPerTool > 0,
      'partitions of recorded calls, for each tool',
      `${needs.recordPartitionsPerTool}`,
    ],
    [true, 'instances for the work', `${needs.instances}`],
    [calls > 0, 'maximumInstanceCount (twice the need of each function)', `${needs.maximumInstances}`],
    [calls > 0, 'instances that run with it', `${needs.scaledInstances}`],
    [calls > 0, 'instances that target-based scaling would start without', `${needs.wantedInstances}`],
    [calls > 0, 'function apps', `${needs.apps}`],
    [true, 'regional quotas of 250 cores', `${needs.regions}`],
    [calls > 0, 'model quotas of the default size', `${needs.modelQuotas}`],
    [documents > 0, 'vector stores', `${needs.vectorStores}`],
    [documents > 0, 'Foundry resources', `${needs.foundryResources}`],
    [jobs + evaluations > 0, 'control queues of Durable Functions', `${needs.controlQueues}`],
    [jobs + evaluations > 0, 'task hubs on Azure Storage', `${needs.taskHubs}`],
    [jobs + evaluations > 0, 'or capacity units of the Durable Task Scheduler', `${needs.schedulerUnits}`],
  ];
  return lines.flatMap(([isShown, what, count]) => (isShown ? [[what, count]] : []));
}

/** The numbers behind the model that have an origin of their own. */
function originsOf(): Record<string, constants.Constant> {
  const isConstant = (value: unknown): value is constants.Constant =>
    typeof value === 'object' && value !== null && 'basis' in value && 'source' in value;
  const own = Object.entries(constants).flatMap(([name, value]) => (isConstant(value) ? [[name, value] as const] : []));
  return { ...constants.LIMITS, ...Object.fromEntries(own) };
}

function constantLines(): string[] {
  return Object.entries(originsOf()).flatMap(([name, { value, unit, basis, source, date }]) => [
    `${name}: ${large(value)} ${unit} (${basis}, ${date})`,
    `  ${source}`,
  ]);
}
