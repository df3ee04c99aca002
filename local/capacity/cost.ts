import type { Prices } from '../deploy/cost.ts';
import {
  AGENT_REQUESTS,
  CALL_REQUESTS,
  DOCUMENT_REQUESTS,
  EVENT_REQUESTS,
  IDLE_REQUESTS_PER_MINUTE,
  JOB_REQUESTS,
  POLL_DURABLE_REQUESTS,
  POLL_REQUESTS,
  QUEUE_SETTINGS,
  RECORD_REQUESTS,
  type Requests,
} from './constants.ts';
import { addRequests, type Capacity } from './model.ts';

/** One line of a month's bill. */
export interface MonthlyCost {
  readonly what: string;
  readonly quantity: string;
  readonly usd: number;
  /** `seen` when every price of the line was read in a source. */
  readonly basis: 'seen' | 'remembered';
}

const DAYS = 365 / 12;
const SECONDS = DAYS * 86_400;
const GB = 1_024;

/**
 * Costs of a month that grow with the work. Models, logs, network, and what `npm run deploy:cost` computes for the idle deployment come on top.
 */
export function monthlyCosts({ workload, needs, polls }: Capacity, { prices }: Prices): readonly MonthlyCost[] {
  const { calls, load, recorded, documents, documentKiB, keptDays, jobs, evaluations, instanceMemoryMB } = workload;
  const callsPerMonth = calls * load * SECONDS;
  const documentsPerMonth = documents * DAYS;
  const runsPerMonth = (jobs + evaluations) * DAYS;
  const perCall = addRequests([1, CALL_REQUESTS], [recorded, RECORD_REQUESTS], [1, AGENT_REQUESTS]);
  const requests = addRequests(
    [callsPerMonth, perCall],
    [documentsPerMonth, addRequests([1, EVENT_REQUESTS], [1, DOCUMENT_REQUESTS])],
    [runsPerMonth, JOB_REQUESTS],
    [runsPerMonth * polls, POLL_REQUESTS],
    [runsPerMonth * polls, POLL_DURABLE_REQUESTS],
    [IDLE_REQUESTS_PER_MINUTE.value * (SECONDS / 60), { queueGet: 1 }],
  );
  const of = (...kinds: readonly (keyof Requests)[]) => kinds.reduce((total, kind) => total + (requests[kind] ?? 0), 0);
  const queue = of('queuePut', 'queueGet', 'queueUpdate', 'queueDelete');
  const table = of('tableRead', 'tableWrite');
  const gbSeconds = needs.activeInstances * load * SECONDS * (instanceMemoryMB / GB);
  // The pump takes all but one batch a minute of an instance; every poll of a job is three executions.
  const executions =
    calls > 0 ? Math.min(callsPerMonth, needs.activeInstances * load * QUEUE_SETTINGS.batchSize * (SECONDS / 60)) : 0;
  const allExecutions = executions + documentsPerMonth + runsPerMonth * polls * 3;
  const storedGb = (documents * keptDays * documentKiB) / 1e6;

  const line = (what: string, price: string, quantity: string, units: number): MonthlyCost => {
    const known = prices[price];
    if (known === undefined) throw new Error(`infra/prices.json has no price named ${price}.`);
    return { what, quantity, usd: units * known.usd, basis: known.basis === 'seen' ? 'seen' : 'remembered' };
  };
  return [
    line('Instances, on demand', 'onDemandGbSecond', `${large(gbSeconds)} GB-s`, gbSeconds),
    line('Executions', 'executions1M', large(allExecutions), allExecutions / 1e6),
    line('Queue requests', 'queueRequests10k', large(queue), queue / 1e4),
    line('Table requests', 'tableRequests10k', large(table), table / 1e4),
    line('Blob reads', 'blobReads10k', large(of('blobRead')), of('blobRead') / 1e4),
    line('Blob writes', 'blobWrites10k', large(of('blobWrite')), of('blobWrite') / 1e4),
    line('Events of blobs', 'eventGrid1M', large(documentsPerMonth), documentsPerMonth / 1e6),
    line('Vector store storage', 'vectorStoreGbDay', `${large(storedGb)} GB`, Math.max(0, storedGb - 1) * DAYS),
  ].filter(({ usd }) => usd > 0);
}

/** A number with three digits and a suffix: 1,200,000 is `1.2 M`. */
export function large(value: number): string {
  const scale = [
    { from: 1e12, suffix: ' T' },
    { from: 1e9, suffix: ' G' },
    { from: 1e6, suffix: ' M' },
    { from: 1e4, suffix: ' k', by: 1e3 },
  ].find(({ from }) => Math.abs(value) >= from);
  const shown = scale === undefined ? value : value / (scale.by ?? scale.from);
  const digits = Math.abs(shown) >= 100 || Number.isInteger(shown) ? 0 : Math.abs(shown) >= 10 ? 1 : 2;
  return `${shown.toLocaleString('en-US', { maximumFractionDigits: digits })}${scale?.suffix ?? ''}`;
}
