import { z } from 'zod';

/** Action types by the numbers of the library. */
export const ActionType = {
  callActivity: 0,
  callActivityWithRetry: 1,
  callSubOrchestrator: 2,
  callSubOrchestratorWithRetry: 3,
  continueAsNew: 4,
  createTimer: 5,
  waitForExternalEvent: 6,
  callEntity: 7,
  callHttp: 8,
  signalEntity: 9,
  whenAny: 11,
  whenAll: 12,
  lockEntities: 13,
  releaseEntities: 14,
} as const;

const retryOptions = z.object({
  firstRetryIntervalInMilliseconds: z.number(),
  maxNumberOfAttempts: z.number(),
  backoffCoefficient: z.number().nullish(),
  maxRetryIntervalInMilliseconds: z.number().nullish(),
  retryTimeoutInMilliseconds: z.number().nullish(),
});

const header = z.union([z.string(), z.array(z.string())]);

export const httpRequest = z.object({
  method: z.string().default('GET'),
  uri: z.string(),
  content: z.string().nullish(),
  headers: z.record(z.string(), header).nullish(),
  tokenSource: z.object({ resource: z.string() }).nullish(),
  asynchronousPatternEnabled: z.boolean().default(true),
});

/** One call of the orchestration context's API in the orchestrator's result. */
export const action = z.object({
  actionType: z.number(),
  functionName: z.string().nullish(),
  input: z.unknown().optional(),
  get compoundActions() {
    return z.array(action).nullish();
  },
  /** ISO 8601. */
  fireAt: z.string().nullish(),
  externalEventName: z.string().nullish(),
  isCanceled: z.boolean().nullish(),
  retryOptions: retryOptions.nullish(),
  instanceId: z.string().nullish(),
  httpRequest: httpRequest.nullish(),
  operation: z.string().nullish(),
  lockSet: z.array(z.object({ name: z.string(), key: z.string() })).nullish(),
});

export type Action = z.infer<typeof action>;
export type RetryOptions = z.infer<typeof retryOptions>;
export type HttpRequest = z.infer<typeof httpRequest>;
