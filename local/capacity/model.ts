import { DEFAULT_PACE, JITTER, SHARE_OF_AGE } from '../../shared/jobs/polling/pace.ts';
import {
  AGENT_REQUESTS,
  CALL_CPU_MS,
  CALL_REQUESTS,
  COLD_START_MS,
  DOCUMENT_CPU_MS,
  DOCUMENT_REQUESTS,
  DOCUMENT_SERVICE_CALLS,
  ENTRY_TICK_MS,
  EVENT_REQUESTS,
  JOB_REQUESTS,
  LIMITS,
  POLL_ACTIONS,
  POLL_CONTROL_MESSAGES,
  POLL_REQUESTS,
  PUMP_IDLE_SECONDS,
  QUEUE_SETTINGS,
  RECORD_REQUESTS,
  type Requests,
  STORAGE_MS,
  type StorageRequest,
  TICK_SECONDS,
} from './constants.ts';

/** The work that a deployment is sized for. */
export interface Workload {
  /** Tool calls a second at the peak. */
  readonly calls: number;
  /** Average load as a share of the peak: cost follows the average. */
  readonly load: number;
  /** Share of the calls that go to tools that are not idempotent. */
  readonly recorded: number;
  /** Tools that the calls are spread over. */
  readonly tools: number;
  /** Seconds that a handler takes on average. */
  readonly handlerSeconds: number;
  /** Model requests for each tool call: the one that asks for it and a share of the last answer. */
  readonly modelRequests: number;
  /** New or changed documents a day. */
  readonly documents: number;
  /** Size of a document in KiB. */
  readonly documentKiB: number;
  /** Days for which a document stays in its vector store. */
  readonly keptDays: number;
  /** Long-running jobs a day, evaluations not included. */
  readonly jobs: number;
  /** Evaluation runs a day. */
  readonly evaluations: number;
  /** Entries of `evaluations` in foundry.config.ts. */
  readonly entries: number;
  /** Hours that a job runs. */
  readonly jobHours: number;
  /** Share of each limit that may be used: the rest is for bursts and uneven spread. */
  readonly utilization: number;
  /** `maximumInstanceCount`: instances that one function may have. Undefined: the number that the model recommends. */
  readonly maximumInstances?: number | undefined;
  /** Memory of an instance in MB. */
  readonly instanceMemoryMB: number;
}

/** One limit against the work. */
export interface Demand {
  readonly resource: string;
  readonly of: 'calls' | 'documents' | 'jobs';
  readonly unit: string;
  readonly demand: number;
  /** Capacity of one: a queue, an account, a partition. */
  readonly limit: number;
  /** Number of them that the work needs. */
  readonly needed: number;
  /** The work at which one of them is full, as a share of the given work: below 1 one does not suffice. */
  readonly fullAt: number;
  readonly remedy: string;
}

export interface Latency {
  readonly situation: string;
  readonly seconds: number;
}

export interface Capacity {
  readonly workload: Workload;
  /** Demands, the first to saturate first. */
  readonly demands: readonly Demand[];
  readonly needs: Needs;
  readonly latencies: readonly Latency[];
  readonly polls: number;
  /** Storage requests a second at the peak, by kind. */
  readonly requests: Requests;
}

export interface Needs {
  readonly queuesPerTool: number;
  readonly storageAccounts: number;
  readonly historyPartitions: number;
  readonly recordPartitionsPerTool: number;
  readonly instances: number;
  /** Functions that read tool queues: each tool on each storage account. */
  readonly functions: number;
  /** `maximumInstanceCount` that leaves room for twice the work. */
  readonly maximumInstances: number;
  /** Instances that target-based scaling asks for: it counts the messages in progress as waiting. */
  readonly wantedInstances: number;
  /** Instances that run: those, up to the maximum of each function. */
  readonly scaledInstances: number;
  /** The same, each for the share of the time in which it works: on-demand instances are billed for it. */
  readonly activeInstances: number;
  readonly apps: number;
  readonly regions: number;
  readonly vectorStores: number;
  readonly foundryResources: number;
  readonly modelQuotas: number;
  readonly controlQueues: number;
  readonly taskHubs: number;
  readonly schedulerUnits: number;
}

const DAY = 86_400;
/** MB of memory for a core. Source: Flex Consumption, instance sizes. */
const MB_PER_CORE = 2_048;
/** Instances of a function that are allowed, as a multiple of those that its work needs. */
const ROOM = 2;
/** Share of a mean load in the busiest second of a day: documents and jobs come unevenly. */
const PEAK_OF_DAY = 2;

/** Computes what a workload needs and what of it saturates first. */
export function capacityOf(workload: Workload): Capacity {
  const { calls, recorded, tools, handlerSeconds, utilization: u, instanceMemoryMB } = workload;
  const documents = (workload.documents / DAY) * PEAK_OF_DAY;
  const runs = workload.jobs + workload.evaluations;
  const polls = pollsOf(workload.jobHours * 3600);
  const pollRate = ((runs * polls) / DAY) * PEAK_OF_DAY;
  const jobRate = (runs / DAY) * PEAK_OF_DAY;

  const perCall = addRequests([1, CALL_REQUESTS], [recorded, RECORD_REQUESTS], [1, AGENT_REQUESTS]);
  const data = addRequests(
    [calls, perCall],
    [documents, addRequests([1, EVENT_REQUESTS], [1, DOCUMENT_REQUESTS])],
    [pollRate, POLL_REQUESTS],
    [jobRate, JOB_REQUESTS],
  );
  const onInput =
    calls * ((AGENT_REQUESTS.queuePut ?? 0) + (CALL_REQUESTS.queueGet ?? 0) + (CALL_REQUESTS.queueDelete ?? 0));

  const cores = instanceMemoryMB / MB_PER_CORE;
  const secondsPerCall = handlerSeconds + (CALL_CPU_MS.value + 3 * STORAGE_MS.value) / 1000;
  const inProgress = calls * secondsPerCall;
  const byCpu = (calls * CALL_CPU_MS.value) / 1000 / (cores * u);
  const byConcurrency = inProgress / (QUEUE_SETTINGS.pumpConcurrency * u);
  const account = LIMITS.accountRequests.value;
  const functions = calls > 0 ? tools * Math.max(1, neededOf(sum(data), account, u)) : 0;
  const ofFunction = functions > 0 ? Math.ceil(Math.max(byCpu, byConcurrency) / functions) : 0;
  const instances = functions * ofFunction;
  const recommended = ofFunction * ROOM;
  const most = workload.maximumInstances ?? recommended;
  const target = QUEUE_SETTINGS.batchSize + QUEUE_SETTINGS.newBatchThreshold;
  const wantedInstances = functions > 0 ? functions * Math.max(1, Math.ceil(inProgress / functions / target)) : 0;
  const scaledInstances = Math.min(wantedInstances, functions * most);
  const ingestionInstances = (documents * DOCUMENT_CPU_MS.value) / 1000 / (cores * u);
  const stored = workload.documents * workload.keptDays;

  const all: Demand[] = [
    demandOf(
      'Requests to one tool queue',
      'calls',
      'per s',
      onInput,
      LIMITS.queueMessages.value,
      u,
      'shards of the tool',
    ),
    demandOf(
      'Requests to the data account',
      'calls',
      'per s',
      sum(data),
      LIMITS.accountRequests.value,
      u,
      'storage accounts (shards)',
    ),
    demandOf(
      'Rows of the call history',
      'calls',
      'per s',
      calls,
      LIMITS.partitionEntities.value,
      u,
      'partitions, or history off',
    ),
    demandOf(
      'Rows of recorded calls',
      'calls',
      'per s',
      (calls * recorded * (RECORD_REQUESTS.tableWrite ?? 0)) / tools,
      LIMITS.partitionEntities.value,
      u,
      'partitions of each tool',
    ),
    demandOf(
      'Calls on one instance',
      'calls',
      'per s',
      calls,
      calls === 0 ? 1 : Math.min((1000 * cores) / CALL_CPU_MS.value, QUEUE_SETTINGS.pumpConcurrency / secondsPerCall),
      u,
      'instances (automatic)',
    ),
    demandOf(
      'Instances of one function',
      'calls',
      'instances',
      functions > 0 ? scaledInstances / functions : 0,
      LIMITS.groupInstances.value,
      1,
      'apps',
    ),
    demandOf(
      'Cores of a region',
      'calls',
      'cores',
      (scaledInstances + ingestionInstances) * cores,
      LIMITS.regionCores.value,
      1,
      'a larger quota',
    ),
    demandOf(
      'Model requests',
      'calls',
      'per min',
      calls * 60 * workload.modelRequests,
      LIMITS.modelRequests.value,
      u,
      'a larger quota, more deployments',
    ),
    demandOf(
      'Uploads to a Foundry resource',
      'documents',
      'per s',
      documents * DOCUMENT_SERVICE_CALLS.value,
      LIMITS.uploads.value,
      u,
      'Foundry resources',
    ),
    demandOf(
      'Files of a vector store',
      'documents',
      'files',
      stored,
      LIMITS.filesPerStore.value,
      1,
      'vector stores behind one name',
    ),
    demandOf(
      'Stored files',
      'documents',
      'GB',
      (stored * workload.documentKiB) / 1e6,
      LIMITS.storedGb.value,
      1,
      'Foundry resources',
    ),
    demandOf(
      'Batches of a vector store',
      'documents',
      'per min',
      Math.min((documents * 60) / 1, (documents * 60) / LIMITS.filesPerBatch.value + 6),
      LIMITS.attaches.value,
      u,
      'vector stores',
    ),
    demandOf(
      'Rows of one source in the ledger',
      'documents',
      'per s',
      documents * 2,
      LIMITS.partitionEntities.value,
      u,
      'sources',
    ),
    demandOf(
      'Messages of a control queue',
      'jobs',
      'per s',
      pollRate * POLL_CONTROL_MESSAGES * 3,
      LIMITS.queueMessages.value,
      u,
      'control queues, at most 16',
    ),
    demandOf(
      'Messages of the work-item queue',
      'jobs',
      'per s',
      pollRate * 3,
      LIMITS.queueMessages.value,
      u,
      'task hubs, or the scheduler',
    ),
    demandOf(
      'Actions of the task scheduler',
      'jobs',
      'per s',
      pollRate * POLL_ACTIONS.value,
      LIMITS.schedulerConsumptionActions.value,
      u,
      'dedicated capacity units',
    ),
    demandOf(
      'Time of a scheduler tick',
      'jobs',
      's',
      (workload.entries * ENTRY_TICK_MS.value) / 1000 / Math.min(1, cores),
      TICK_SECONDS,
      u,
      'fewer entries',
    ),
  ];
  const demands = all.filter(({ demand }) => demand > 0).toSorted((a, b) => a.fullAt - b.fullAt);
  const needed = (resource: string) => demands.find((one) => one.resource === resource)?.needed ?? 0;
  const controlQueues = needed('Messages of a control queue');
  return {
    workload,
    demands,
    requests: data,
    polls,
    latencies: latenciesOf(workload, secondsPerCall),
    needs: {
      queuesPerTool: Math.ceil(needed('Requests to one tool queue') / tools),
      storageAccounts: Math.max(1, needed('Requests to the data account')),
      historyPartitions: needed('Rows of the call history'),
      recordPartitionsPerTool: needed('Rows of recorded calls'),
      instances: instances + Math.ceil(ingestionInstances),
      functions,
      maximumInstances: recommended,
      wantedInstances,
      scaledInstances,
      activeInstances: calls > 0 ? scaledInstances * activeShare(calls / scaledInstances, secondsPerCall) : 0,
      apps: Math.max(1, needed('Instances of one function')),
      regions: Math.max(1, needed('Cores of a region')),
      vectorStores: needed('Files of a vector store'),
      foundryResources: Math.max(1, needed('Uploads to a Foundry resource'), needed('Stored files')),
      modelQuotas: needed('Model requests'),
      controlQueues,
      taskHubs: Math.max(
        Math.ceil(controlQueues / LIMITS.durablePartitions.value),
        needed('Messages of the work-item queue'),
      ),
      schedulerUnits:
        runs === 0 ? 0 : Math.ceil((pollRate * POLL_ACTIONS.value) / (LIMITS.schedulerUnitActions.value * u)),
    },
  };
}

/**
 * Polls of a job that runs for so many seconds, from the waits of shared/jobs/polling: a tenth of the age, at least 25 s, at most an hour.
 * The real waits vary by 15 % and are shorter near the usual end.
 */
export function pollsOf(seconds: number): number {
  const shortest = DEFAULT_PACE.shortest / 1000;
  const longest = DEFAULT_PACE.longest / 1000;
  const mean = 1 - JITTER / 2;
  let [age, polls] = [0, 0];
  while (age < seconds) {
    age += Math.max(shortest, Math.min(longest, age * SHARE_OF_AGE)) * mean;
    polls += 1;
  }
  return polls;
}

/** Share of the time in which an instance with so many calls a second runs at least one, or its pump still waits for the next. */
const activeShare = (calls: number, secondsPerCall: number): number =>
  1 - Math.exp(-calls * (secondsPerCall + PUMP_IDLE_SECONDS));

/** Sums requests, each multiplied by a number. */
export function addRequests(...parts: readonly (readonly [times: number, requests: Requests])[]): Requests {
  const total: Partial<Record<StorageRequest, number>> = {};
  for (const [times, requests] of parts) {
    for (const [kind, count] of Object.entries(requests) as [StorageRequest, number][]) {
      total[kind] = (total[kind] ?? 0) + times * count;
    }
  }
  return total;
}

export const sum = (requests: Requests): number => Object.values(requests).reduce((total, count) => total + count, 0);

function demandOf(
  resource: string,
  of: Demand['of'],
  unit: string,
  demand: number,
  limit: number,
  utilization: number,
  remedy: string,
): Demand {
  const usable = limit * utilization;
  return {
    resource,
    of,
    unit,
    demand,
    limit,
    needed: neededOf(demand, limit, utilization),
    fullAt: demand === 0 ? Number.POSITIVE_INFINITY : usable / demand,
    remedy,
  };
}

const neededOf = (demand: number, limit: number, utilization: number): number =>
  demand > 0 ? Math.max(1, Math.ceil(demand / (limit * utilization) - 1e-9)) : 0;

/** Mean answer times: the app's own path from the message on the input queue to the answer on the output queue. */
function latenciesOf({ handlerSeconds, utilization, calls }: Workload, secondsPerCall: number): readonly Latency[] {
  if (calls === 0) return [];
  const cpu = CALL_CPU_MS.value / 1000;
  // Waiting for the CPU of an instance that is busy for the given share of the time (M/D/1).
  const waiting = (cpu * utilization) / (2 * (1 - utilization));
  const storage = (2 * STORAGE_MS.value) / 1000;
  const cold = COLD_START_MS.value / 1000;
  return [
    { situation: 'handler alone', seconds: handlerSeconds },
    { situation: 'busy queue', seconds: secondsPerCall + waiting },
    {
      situation: 'first call after a pause',
      seconds: QUEUE_SETTINGS.maxPollingSeconds / 2 + handlerSeconds + cpu + storage,
    },
    { situation: 'first call without an instance', seconds: SCALE_WAIT_S + cold + handlerSeconds + cpu + storage },
  ];
}

/** Mean wait for the next decision of the scale controller. */
const SCALE_WAIT_S = 5;
