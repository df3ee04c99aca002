import type { DurableSettings } from './durable-settings.ts';

/** Defaults of settings that the local engine does not use. */
const UNUSED = {
  versionMatchStrategy: 'CurrentOrOlder',
  versionFailureStrategy: 'Reject',
  extendedSessionsEnabled: false,
  extendedSessionIdleTimeoutInSeconds: 30,
  entityMessageReorderWindowInMinutes: 30,
  useGracefulShutdown: false,
  rollbackEntityOperationsOnExceptions: true,
  throwStatusExceptionsOnRaiseEvent: null,
  useAppLease: true,
  maxGrpcMessageSizeInBytes: 4_194_304,
  grpcHttpClientTimeout: '00:01:40',
  tracing: {
    traceInputsAndOutputs: false,
    allowVerboseLinuxTelemetry: false,
    traceReplayEvents: false,
    distributedTracingEnabled: false,
    distributedTracingProtocol: 'HttpCorrelationProtocol',
    version: 1,
    includeInstanceIdInOperationName: false,
  },
  notifications: { eventGrid: null },
  appLeaseOptions: { renewInterval: '00:00:25', acquireInterval: '00:05:00', leaseInterval: '00:01:00' },
};

/** Returns the section `durableTask` of /admin/host/config. */
export function configView({ hubName, given, httpPollInterval, ...settings }: DurableSettings) {
  return {
    ...UNUSED,
    hubName,
    defaultVersion: settings.defaultVersion,
    maxConcurrentActivityFunctions: given.maxConcurrentActivityFunctions ?? null,
    maxConcurrentOrchestratorFunctions: given.maxConcurrentOrchestratorFunctions ?? null,
    maxConcurrentEntityFunctions: given.maxConcurrentEntityFunctions ?? null,
    maxEntityOperationBatchSize: given.maxEntityOperationBatchSize ?? null,
    maxOrchestrationActions: settings.maxOrchestrationActions,
    overridableExistingInstanceStates: settings.mayOverrideRunning ? 'AnyState' : 'NonRunningStates',
    storeInputsInOrchestrationHistory: settings.storeInputs,
    localRpcEndpointEnabled: null,
    httpSettings: { defaultAsyncRequestSleepTimeMilliseconds: httpPollInterval, useForwardedHost: false },
  };
}
