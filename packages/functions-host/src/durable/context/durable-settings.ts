import os from 'node:os';
import { z } from 'zod';
import { SetupError } from '../../../../../shared/core/setup-error.ts';
import { timeSpan } from '../../dotnet/time-span.ts';
import { type HostJson, readSection } from '../../settings/host-json.ts';
import { isTrue, type Settings } from '../../settings/settings.ts';

const MINUTE = 60_000;
const DEFAULT_HUB = 'TestHubName';
const DEFAULT_CONNECTION = 'Storage';
const DEFAULT_VISIBILITY = 5 * MINUTE;
const DEFAULT_HTTP_POLL = 30_000;
const DEFAULT_ENTITY_BATCH = 5000;

const concurrency = z.int().min(1);
const visibility = timeSpan.refine(
  (value) => value >= MINUTE && value <= 60 * MINUTE,
  'must be from one minute to one hour',
);

/** Tables and queues are named after the task hub. Source: Durable extension, task hub names. */
const hubName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9]{2,44}$/, 'must be 3 to 45 letters and digits and begin with a letter');

const schema = z.looseObject({
  hubName: z.string().optional(),
  maxConcurrentActivityFunctions: concurrency.optional(),
  maxConcurrentOrchestratorFunctions: concurrency.optional(),
  maxConcurrentEntityFunctions: concurrency.optional(),
  maxEntityOperationBatchSize: concurrency.optional(),
  maxOrchestrationActions: concurrency.default(100_000),
  overridableExistingInstanceStates: z.enum(['NonRunningStates', 'AnyState']).default('NonRunningStates'),
  storeInputsInOrchestrationHistory: z.boolean().default(false),
  defaultVersion: z.string().nullish(),
  httpSettings: z.looseObject({ defaultAsyncRequestSleepTimeMilliseconds: z.int().min(1).optional() }).optional(),
  storageProvider: z
    .looseObject({
      connectionName: z.string().optional(),
      connectionStringName: z.string().optional(),
      workItemQueueVisibilityTimeout: visibility.optional(),
      controlQueueVisibilityTimeout: visibility.optional(),
    })
    .optional(),
});

export interface DurableSettings {
  readonly hubName: string;
  /** Shown in URLs only: the local engine keeps its state in a file. */
  readonly connectionName: string;
  readonly maxActivities: number;
  readonly maxOrchestrators: number;
  readonly maxEntities: number;
  readonly maxEntityBatch: number;
  readonly maxOrchestrationActions: number;
  readonly mayOverrideRunning: boolean;
  readonly storeInputs: boolean;
  readonly httpPollInterval: number;
  /** Milliseconds that an activity stays locked after the host that ran it has died. */
  readonly visibility: number;
  /** A starting host resumes the activities of its predecessor at once. */
  readonly resumeAtOnce: boolean;
  /** Run each step twice and compare the results. */
  readonly alwaysReplay: boolean;
  /** Run each activity a second time when it is done. */
  readonly deliverTwice: boolean;
  /** Version of orchestrations that are started without a version. */
  readonly defaultVersion: string | null;
  /** The section as host.json has it. */
  readonly given: z.infer<typeof schema>;
}

/** @throws SetupError naming the field or setting that is wrong */
export function readDurableSettings(hostJson: HostJson, settings: Settings): DurableSettings {
  const section = readSection(hostJson, 'durableTask', schema);
  const { storageProvider: storage, httpSettings: http } = section;
  const processors = os.availableParallelism();
  return {
    hubName: readHubName(settings.expand(section.hubName ?? settings.get('WEBSITE_SITE_NAME') ?? DEFAULT_HUB)),
    connectionName: storage?.connectionName ?? storage?.connectionStringName ?? DEFAULT_CONNECTION,
    maxActivities: section.maxConcurrentActivityFunctions ?? 10 * processors,
    maxOrchestrators: section.maxConcurrentOrchestratorFunctions ?? 10 * processors,
    maxEntities: section.maxConcurrentEntityFunctions ?? 10 * processors,
    maxEntityBatch: section.maxEntityOperationBatchSize ?? DEFAULT_ENTITY_BATCH,
    maxOrchestrationActions: section.maxOrchestrationActions,
    mayOverrideRunning: section.overridableExistingInstanceStates === 'AnyState',
    storeInputs: section.storeInputsInOrchestrationHistory,
    httpPollInterval: http?.defaultAsyncRequestSleepTimeMilliseconds ?? DEFAULT_HTTP_POLL,
    visibility: storage?.workItemQueueVisibilityTimeout ?? DEFAULT_VISIBILITY,
    resumeAtOnce: isTrue(settings, 'LOCAL_HOST_DURABLE_RESUME_AT_ONCE'),
    alwaysReplay: isTrue(settings, 'LOCAL_HOST_DURABLE_ALWAYS_REPLAY'),
    deliverTwice: isTrue(settings, 'LOCAL_HOST_DURABLE_DELIVER_TWICE'),
    defaultVersion: section.defaultVersion ?? null,
    given: section,
  };
}

function readHubName(name: string): string {
  const result = hubName.safeParse(name);
  if (result.success) return name;
  throw new SetupError(
    `host.json: extensions.durableTask.hubName is "${name}", which cannot name a task hub: it ${result.error.issues[0]?.message}.`,
  );
}
