import type { HistoryEvent, JsonText } from '../history/history-event.ts';

export interface TriggerFacts {
  readonly instanceId: string;
  readonly parentInstanceId: string | null;
  readonly input: JsonText | null;
  readonly isReplaying: boolean;
  readonly httpPollInterval: number;
}

/** Newest schema of results that this engine reads. The library uses the newest that both know. */
const SCHEMA_VERSION = 3;

/**
 * Builds the JSON input of an orchestrator's function. The orchestration's input is JSON already and may be large, so
 * it is inserted as text.
 */
export function orchestrationTrigger(facts: TriggerFacts, history: readonly HistoryEvent[]): JsonText {
  const rest = JSON.stringify({
    history,
    instanceId: facts.instanceId,
    isReplaying: facts.isReplaying,
    parentInstanceId: facts.parentInstanceId,
    // Old versions of the library know only this one.
    upperSchemaVersion: 1,
    upperSchemaVersionNew: SCHEMA_VERSION,
    longRunningTimerIntervalDuration: '3.00:00:00',
    maximumShortTimerDuration: '6.00:00:00',
    // Misspelled in the library, too.
    defaultHttpAsyncRequestSleepTimeMillseconds: facts.httpPollInterval,
  });
  return `{"input":${facts.input ?? 'null'},${rest.slice(1)}`;
}
