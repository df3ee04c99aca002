import hostJson from '../../host.json' with { type: 'json' };
import {
  ATTACHES_PER_MINUTE,
  MAX_FILES_PER_BATCH,
  MAX_FILES_PER_VECTOR_STORE,
  MAX_MESSAGES_PER_GET,
  UPLOADS_PER_SECOND,
} from '../../shared/core/limits.ts';

/**
 * Every number that the capacity model and the simulation rest on, each with its origin. Change a number here and both follow.
 * `test/capacity/requests.integration.test.ts` fails when a measured number no longer fits the app.
 */

/** Kinds of requests to a storage account. A transaction of a table is one request. */
export type StorageRequest =
  | 'queuePut'
  | 'queueGet'
  | 'queueUpdate'
  | 'queueDelete'
  | 'tableRead'
  | 'tableWrite'
  | 'blobRead'
  | 'blobWrite'
  | 'other';

/** Requests to storage for one unit of work. */
export type Requests = Readonly<Partial<Record<StorageRequest, number>>>;

/** A number with its origin. `assumed` numbers have no source: check them first. */
export interface Constant {
  readonly value: number;
  readonly unit: string;
  readonly basis: 'measured' | 'published' | 'calculated' | 'assumed';
  readonly source: string;
  /** Date on which the source was read or the measurement made. */
  readonly date: string;
}

const READ = '2026-12-01';
const LEARN = 'https://learn.microsoft.com/azure';

const published = (value: number, unit: string, source: string): Constant => ({
  value,
  unit,
  basis: 'published',
  source,
  date: READ,
});
const measured = (value: number, unit: string, source: string): Constant => ({
  value,
  unit,
  basis: 'measured',
  source,
  date: READ,
});
const assumed = (value: number, unit: string, source: string): Constant => ({
  value,
  unit,
  basis: 'assumed',
  source,
  date: READ,
});

/** Limits of the services. Quotas of a subscription can be raised on request; targets of storage cannot. */
export const LIMITS = {
  queueMessages: published(2_000, 'messages/s', `${LEARN}/storage/queues/scalability-targets`),
  accountRequests: published(20_000, 'requests/s', `${LEARN}/storage/common/scalability-targets-standard-account`),
  accountRequestsLargeRegion: published(
    40_000,
    'requests/s',
    `${LEARN}/storage/common/scalability-targets-standard-account`,
  ),
  partitionEntities: published(2_000, 'entities/s', `${LEARN}/storage/tables/scalability-targets`),
  groupInstances: published(1_000, 'instances', `${LEARN}/azure-functions/flex-consumption-plan`),
  regionCores: published(250, 'cores', `${LEARN}/azure-functions/flex-consumption-plan`),
  instancesPerDecision: published(4, 'instances', `${LEARN}/azure-functions/functions-target-based-scaling`),
  durablePartitions: published(
    16,
    'control queues',
    `${LEARN}/azure-functions/durable/durable-functions-azure-storage-provider`,
  ),
  schedulerConsumptionActions: published(
    500,
    'actions/s',
    `${LEARN}/durable-task/scheduler/durable-task-scheduler-billing`,
  ),
  schedulerUnitActions: published(2_000, 'actions/s', `${LEARN}/durable-task/scheduler/durable-task-scheduler-billing`),
  schedulerUnits: published(3, 'capacity units', `${LEARN}/durable-task/scheduler/durable-task-scheduler-billing`),
  uploads: published(UPLOADS_PER_SECOND, 'uploads/s', 'shared/core/limits.ts'),
  attaches: published(ATTACHES_PER_MINUTE, 'requests/min', 'shared/core/limits.ts'),
  filesPerStore: published(MAX_FILES_PER_VECTOR_STORE, 'files', 'shared/core/limits.ts'),
  filesPerBatch: published(MAX_FILES_PER_BATCH, 'files', 'shared/core/limits.ts'),
  storedGb: published(200, 'GB', `${LEARN}/ai-foundry/agents/quotas-limits`),
  modelRequests: published(5_000, 'requests/min', `${LEARN}/ai-foundry/openai/quotas-limits (for gpt-4.1)`),
} as const satisfies Readonly<Record<string, Constant>>;

/** The queue settings of the deployed app. */
export const QUEUE_SETTINGS = {
  batchSize: hostJson.extensions.queues.batchSize,
  newBatchThreshold: hostJson.extensions.queues.newBatchThreshold,
  maxPollingSeconds: seconds(hostJson.extensions.queues.maxPollingInterval),
  maxDequeueCount: hostJson.extensions.queues.maxDequeueCount,
  /** Messages of a queue that an instance works on at once: `CONCURRENCY` of functions/queues/queue-function.ts. */
  pumpConcurrency: 32,
  messagesPerGet: MAX_MESSAGES_PER_GET,
} as const;

/** Seconds for which the pump of a queue goes on without a message: `IDLE_MS` of shared/azure/queues/queue-pump.ts. */
export const PUMP_IDLE_SECONDS = 0.5;

const COUNTED = '1,000 calls with 32 in flight on Azurite';

/** Requests of the app for one tool call under load. */
export const CALL_REQUESTS: Requests = { queueGet: 0.25, queuePut: 1, queueDelete: 1, tableWrite: 0.12 };
/** Further requests of a call of a tool that is not idempotent: claim and outcome. */
export const RECORD_REQUESTS: Requests = { tableWrite: 2 };
/** Requests of the agent service for one call: it puts the call, gets the answer and deletes it. */
export const AGENT_REQUESTS: Requests = { queuePut: 1, queueGet: 1, queueDelete: 1 };
/** Requests of Event Grid for one document. */
export const EVENT_REQUESTS: Requests = { queuePut: 1 };
/** Requests of the app for one document, in a batch of 200. */
export const DOCUMENT_REQUESTS: Requests = {
  queueGet: 0.9,
  queueDelete: 1,
  blobRead: 1,
  tableRead: 0.2,
  tableWrite: 0.25,
};
/** Calls of the service for one document: an upload and its share of a batch. */
export const DOCUMENT_SERVICE_CALLS = measured(1.007, 'calls', 'npm run bench -- ingestion, 5,000 files');

/** Milliseconds of CPU that host and app take for one call, handler excluded. */
export const CALL_CPU_MS = measured(2.6, 'ms', `CPU time of the local host, ${COUNTED}`);
/** Milliseconds of CPU for one document. */
export const DOCUMENT_CPU_MS = measured(9.6, 'ms', 'CPU time of the local host, 200 documents of 10 KB');
/** Milliseconds that a request to storage in the same region takes. */
export const STORAGE_MS = assumed(6, 'ms', 'typical of Azure Storage inside a region; Azurite: 2 ms');
/** Milliseconds from the decision to start an instance until it works. */
export const COLD_START_MS = assumed(
  3_000,
  'ms',
  'not measured on Azure; the real host starts the app in 9.4 s without a placeholder',
);
/** Seconds between two decisions of the scale controller about a function. */
export const SCALE_DECISION_SECONDS = assumed(10, 's', 'the interval documented for the queues of Durable Functions');

/** Requests of the app to the data account for one evaluation job, without its polls. */
export const JOB_REQUESTS: Requests = { queuePut: 5, tableRead: 7, tableWrite: 18, blobRead: 8, blobWrite: 9 };
/** Requests of the app to the data account for one poll. */
export const POLL_REQUESTS: Requests = { tableRead: 1, blobRead: 2, tableWrite: 0.1 };
/** Requests of Durable Functions on Azure Storage to the host's account for one poll: timer, activity, two steps of the orchestrator. */
export const POLL_DURABLE_REQUESTS: Requests = { queuePut: 3, queueGet: 3, queueDelete: 3, tableWrite: 4 };
/** Actions of the Durable Task Scheduler for the same: the timer fires, the activity runs, its result is processed. */
export const POLL_ACTIONS = {
  value: 3,
  unit: 'actions',
  basis: 'calculated',
  source: 'definition of an action on the billing page',
  date: READ,
} as const satisfies Constant;
/** Messages to the control queue of a job for one poll: the timer and the result. */
export const POLL_CONTROL_MESSAGES = 2;

/** Milliseconds of CPU in which the scheduler decides about one entry of `evaluations`, every minute. */
export const ENTRY_TICK_MS = measured(0.026, 'ms', 'npm run bench -- evaluations, 10,000 entries');
/** Bytes of the scheduler's state for one entry: one blob holds all of them. */
export const ENTRY_STATE_BYTES = measured(100, 'bytes', 'state of 1,000 to 100,000 entries as JSON');
/** Seconds between two ticks of the scheduler: a tick has to end before the next. */
export const TICK_SECONDS = 60;

/** Storage requests a minute of the idle app: one instance that runs every function. */
export const IDLE_REQUESTS_PER_MINUTE = measured(654, 'requests/min', 'real host 4.1037, polling every second');

/** Parses `hh:mm:ss`. */
function seconds(text: string): number {
  return text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
}
