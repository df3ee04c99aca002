import {
  CALL_CPU_MS,
  COLD_START_MS,
  LIMITS,
  QUEUE_SETTINGS,
  SCALE_DECISION_SECONDS,
  STORAGE_MS,
} from '../../local/capacity/constants.ts';
import { capacityOf, type Workload } from '../../local/capacity/model.ts';
import type { CallScenario } from './calls.ts';
import type { DocumentScenario } from './documents.ts';

/** 10,000 tool calls a second at the peak, and a million documents a day. */
export const LARGE: Workload = {
  calls: 10_000,
  load: 1,
  recorded: 0.2,
  tools: 10,
  handlerSeconds: 0.2,
  modelRequests: 1,
  documents: 1_000_000,
  documentKiB: 50,
  keptDays: 30,
  jobs: 0,
  evaluations: 0,
  entries: 0,
  jobHours: 0.5,
  utilization: 0.7,
  instanceMemoryMB: 2_048,
};

const NEEDS = capacityOf(LARGE).needs;

/** The deployment that the capacity model asks for, under its peak. */
export const AT_PEAK: CallScenario = {
  seed: 1,
  seconds: 180,
  warmUpSeconds: 60,
  callsPerSecond: LARGE.calls,
  tools: LARGE.tools,
  shards: NEEDS.storageAccounts,
  recordedShare: LARGE.recorded,
  modelShare: 0,
  modelPerSecond: Number.POSITIVE_INFINITY,
  retryAfterMs: 5_000,
  handlerMs: LARGE.handlerSeconds * 1000,
  host: {
    batchSize: QUEUE_SETTINGS.batchSize,
    newBatchThreshold: QUEUE_SETTINGS.newBatchThreshold,
    maxPollingMs: QUEUE_SETTINGS.maxPollingSeconds * 1000,
    pump: QUEUE_SETTINGS.pumpConcurrency,
    maxDequeueCount: QUEUE_SETTINGS.maxDequeueCount,
  },
  times: { cpuMs: CALL_CPU_MS.value, modelFailureMs: 1_000 },
  storage: { requestMs: STORAGE_MS.value },
  limits: { account: LIMITS.accountRequests.value, partition: LIMITS.queueMessages.value },
  scaling: {
    decisionSeconds: SCALE_DECISION_SECONDS.value,
    step: LIMITS.instancesPerDecision.value,
    coldStartMs: COLD_START_MS.value,
    quota: NEEDS.regions * LIMITS.regionCores.value,
    most: NEEDS.maximumInstances,
    first: Math.ceil(NEEDS.instances / NEEDS.functions),
  },
  outages: [],
  // Every user who could not ask comes back.
  returnWithinSeconds: 300,
};

/** A million documents a day on one Foundry resource. Times of the service are assumptions. */
export const DOCUMENTS: DocumentScenario = {
  seed: 1,
  seconds: 3_600,
  documentsPerSecond: LARGE.documents / 86_400,
  servicePerSecond: LIMITS.uploads.value,
  uploadMs: 300,
  failureMs: 2_000,
  batchMs: [2_000, 20],
  // The defaults of functions/ingestion/ingestion-settings.ts.
  settings: { atOnce: 64, most: LIMITS.filesPerBatch.value, latency: 10_000, quiet: 500 },
};

export interface Case {
  readonly name: string;
  readonly scenario: CallScenario;
}

/** A tenth of the calls on one account: shards do not influence each other, and long runs need less time. */
export const TENTH: CallScenario = { ...AT_PEAK, callsPerSecond: LARGE.calls / 10, tools: LARGE.tools / 2, shards: 1 };

const OUTAGE = { fromSeconds: 180, seconds: 600 };

export const outages: readonly Case[] = [
  { name: 'Foundry', scenario: { ...TENTH, seconds: 1_260, outages: [{ of: 'foundry', ...OUTAGE }] } },
  { name: 'storage account', scenario: { ...TENTH, seconds: 960, outages: [{ of: 'storage', ...OUTAGE }] } },
  { name: 'one zone of three', scenario: { ...TENTH, seconds: 420, outages: [{ of: 'zone', ...OUTAGE }] } },
  {
    name: 'model refuses a fifth',
    scenario: { ...TENTH, seconds: 420, modelShare: 0.1, modelPerSecond: TENTH.callsPerSecond * 0.08 },
  },
];

/** One of the fifty functions at the peak, with a kill of a third of its instances near the end. */
const SETTINGS: CallScenario = {
  ...AT_PEAK,
  seconds: 300,
  warmUpSeconds: 120,
  callsPerSecond: (4 * LARGE.calls) / NEEDS.functions,
  tools: 4,
  shards: 1,
  scaling: { ...AT_PEAK.scaling, most: LIMITS.groupInstances.value },
  outages: [240, 255, 270, 285].map((fromSeconds) => ({ of: 'zone', fromSeconds, seconds: 1 })),
};

const withHost = (host: Partial<CallScenario['host']>): CallScenario => ({
  ...SETTINGS,
  host: { ...SETTINGS.host, ...host },
});

export const batchSizes: readonly Case[] = [1, 2, 4, 8, 16, 32].map((batchSize) => ({
  name: `${batchSize}`,
  scenario: withHost({ batchSize, newBatchThreshold: 0 }),
}));

/** Azure adds this setting to batchSize when it scales; the host also fetches while so many messages are being processed. */
export const thresholds: readonly Case[] = [3, 7, 15].map((newBatchThreshold) => ({
  name: `${newBatchThreshold}`,
  scenario: withHost({ batchSize: 1, newBatchThreshold }),
}));

export const capsOf: readonly Case[] = [2, 3, 4, 6, 8, 16, 1_000].map((most) => ({
  name: `${most}`,
  scenario: { ...SETTINGS, scaling: { ...SETTINGS.scaling, most } },
}));

export const pumps: readonly Case[] = [0, 8, 16, 32, 64].map((pump) => ({
  name: `${pump}`,
  scenario: { ...withHost({ pump }), scaling: { ...SETTINGS.scaling, most: NEEDS.maximumInstances } },
}));

/** A quiet app: one call a minute for each tool. */
export const pollingIntervals: readonly Case[] = [250, 500, 1_000, 2_000, 5_000].map((maxPollingMs) => ({
  name: `${maxPollingMs} ms`,
  scenario: {
    ...withHost({ maxPollingMs }),
    seconds: 36_000,
    callsPerSecond: 4 / 60,
    outages: [],
    scaling: { ...SETTINGS.scaling, first: 1, most: 1 },
  },
}));

export const documentCases: readonly { readonly name: string; readonly scenario: DocumentScenario }[] = [
  { name: 'usual', scenario: DOCUMENTS },
  { name: 'outage of Foundry', scenario: { ...DOCUMENTS, outage: { fromSeconds: 600, seconds: 600 } } },
  { name: '15 uploads/s accepted', scenario: { ...DOCUMENTS, seconds: 7_200, servicePerSecond: 15 } },
  {
    name: 'both',
    scenario: { ...DOCUMENTS, seconds: 7_200, servicePerSecond: 15, outage: { fromSeconds: 600, seconds: 600 } },
  },
  { name: 'twice the documents', scenario: { ...DOCUMENTS, documentsPerSecond: 2 * DOCUMENTS.documentsPerSecond } },
];
