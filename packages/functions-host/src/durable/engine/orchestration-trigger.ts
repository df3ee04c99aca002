import type { HistoryEvent, JsonText } from '../history/history-event.ts';

export interface TriggerFacts {
  readonly instanceId: string;
  readonly parentInstanceId: string | null;
  readonly input: JsonText | null;
  readonly isReplaying: boolean;
  readonly httpPollInterval: number;
}

/** The newest form of answers that this engine reads; the library takes the newest that both know. */
const SCHEMA_VERSION = 3;

/** What the orchestrator's function gets, as JSON. The input is JSON already and may be large: it goes in as it is. */
export function orchestrationTrigger(facts: TriggerFacts, history: readonly HistoryEvent[]): JsonText {
  const rest = JSON.stringify({
    history,
    instanceId: facts.instanceId,
    isReplaying: facts.isReplaying,
    parentInstanceId: facts.parentInstanceId,
    // Libraries of old know only this one, and no version above it.
    upperSchemaVersion: 1,
    upperSchemaVersionNew: SCHEMA_VERSION,
    longRunningTimerIntervalDuration: '3.00:00:00',
    maximumShortTimerDuration: '6.00:00:00',
    // Spelled as the library reads it.
    defaultHttpAsyncRequestSleepTimeMillseconds: facts.httpPollInterval,
  });
  return `{"input":${facts.input ?? 'null'},${rest.slice(1)}`;
}
