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
    most: LIMITS.groupInstances.value,
    first: Math.ceil(NEEDS.instances / (LARGE.tools * NEEDS.storageAccounts)),
  },
  outages: [],
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
  settings: { atOnce: 64, most: LIMITS.filesPerBatch.value, latency: 10_000, quiet: 1_000 },
};
