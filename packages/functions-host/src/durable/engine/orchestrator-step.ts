import type { EngineServices } from '../context/engine-services.ts';
import { EventType } from '../history/event-type.ts';
import type { ExecutionStarted, HistoryEvent, JsonText } from '../history/history-event.ts';
import { executionStarted, orchestratorCompleted, orchestratorStarted } from '../history/make-event.ts';
import type { ContinueAsNew } from '../replay/decision.ts';
import type { OrchestratorResult } from '../replay/orchestrator-result.ts';
import { replay } from '../replay/replay.ts';
import type { StoredMessage } from '../store/durable-store.ts';
import { Outbox } from '../store/outbox.ts';
import { type AppliedDecisions, applyDecisions, newExecutionId } from './apply-decisions.ts';
import { callOrchestrator } from './call-orchestrator.ts';
import { commitStep } from './commit-step.ts';
import { loadExecution } from './load-execution.ts';

/**
 * Runs one step of an orchestration: appends the arrived events to its history, calls its function, and stores and
 * sends the new decisions in one transaction. Returns the ids of instances that have new messages.
 * @throws StepAborted when the function could not be run; nothing is stored then
 */
export async function stepOrchestration(
  instanceId: string,
  messages: readonly StoredMessage[],
  services: EngineServices,
): Promise<string[]> {
  const { store, clock, log } = services;
  const ids = messages.map(({ id }) => id);
  const taken = loadExecution(store, instanceId, messages);
  if (!taken) {
    store.transaction(() => store.removeMessages(ids));
    return [];
  }
  const { instance, history, arrived } = taken;
  const outbox = new Outbox();
  let started = taken.started;
  let stored = history.length;
  let events = [...history, orchestratorStarted(clock.now()), ...arrived];
  let statusBefore: JsonText | null = null;
  for (;;) {
    const { answer, carried } = await oneGeneration(started, events, outbox, services);
    for (const event of events.slice(stored)) event.IsPlayed = event.EventType !== EventType.OrchestratorStarted;
    const customStatus: JsonText | null = (answer.kind === 'state' ? answer.state.customStatus : null) ?? statusBefore;
    events = [...events, ...carried.events];
    if (carried.end?.kind !== 'continueAsNew') {
      if (events.at(-1)?.EventType !== EventType.OrchestratorCompleted) events.push(orchestratorCompleted(clock.now()));
      const generation = { started, stored, events, customStatus, end: carried.end };
      return commitStep({ instance, arrived, messageIds: ids, generation, outbox }, services);
    }
    if (carried.end.keptUnawaited > 0) warnOfKeptEvents(carried.end, instanceId, log);
    started = nextGeneration(started, carried.end, clock.now());
    stored = 0;
    events = [
      orchestratorStarted(clock.now()),
      started,
      ...carried.end.carriedOver,
      orchestratorCompleted(clock.now()),
    ];
    statusBefore = customStatus;
  }
}

async function oneGeneration(
  started: ExecutionStarted,
  events: readonly HistoryEvent[],
  outbox: Outbox,
  services: EngineServices,
): Promise<{ answer: OrchestratorResult; carried: AppliedDecisions }> {
  const { clock, settings, functions, log } = services;
  const { InstanceId: instanceId, ExecutionId: executionId } = started.OrchestrationInstance;
  const parentInstanceId = started.ParentInstance?.OrchestrationInstance.InstanceId ?? null;
  const fn = functions.find('orchestrator', started.Name);
  const answer: OrchestratorResult = fn
    ? await callOrchestrator(
        fn,
        {
          instanceId,
          parentInstanceId,
          input: started.Input,
          isReplaying: started.IsPlayed,
          httpPollInterval: settings.httpPollInterval,
        },
        events,
        services,
      )
    : { kind: 'unusable', problem: functions.problem('orchestrator', started.Name) ?? '' };
  const { decisions, waits } = replay(
    { instanceId, executionId, parentInstanceId, functions, settings },
    events,
    answer,
  );
  if (!waits && decisions.length === 0) {
    log.warning(
      `${started.Name}, instance ${instanceId}, waits for nothing and will never end, as on Azure. It called a function that does not exist, threw something other than an Error, or waits for an event under another spelling.`,
    );
  }
  return {
    answer,
    carried: applyDecisions(decisions, { started, now: clock.now(), storeInputs: settings.storeInputs }, outbox),
  };
}

function nextGeneration(started: ExecutionStarted, end: ContinueAsNew, now: number): ExecutionStarted {
  return executionStarted(
    {
      instanceId: started.OrchestrationInstance.InstanceId,
      executionId: newExecutionId(),
      name: started.Name,
      version: started.Version,
      input: end.input,
      parent: started.ParentInstance,
      generation: null,
      trace: started.ParentTraceContext,
    },
    now,
  );
}

function warnOfKeptEvents(end: ContinueAsNew, instanceId: string, log: EngineServices['log']): void {
  log.warning(
    `Instance ${instanceId} continued as new with ${end.keptUnawaited} event(s) that came before anything waited for them. They are kept here; Azure drops them, so wait for events before continuing.`,
  );
}
