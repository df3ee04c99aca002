import { EventType } from '../history/event-type.ts';
import type { EventRaised, HistoryEvent, JsonText } from '../history/history-event.ts';
import { ActionRunner, type OrchestrationFacts } from './action-runner.ts';
import type { Decision } from './decision.ts';
import { ExternalEvents } from './external-events.ts';
import { type Future, run } from './future.ts';
import { Ledger, TaskFailure, unplayed } from './ledger.ts';
import { NonDeterminism } from './non-determinism.ts';
import type { OrchestratorResult } from './orchestrator-result.ts';
import { OrchestrationFailure, runActions } from './run-actions.ts';

export interface ReplayResult {
  readonly decisions: readonly Decision[];
  /** Open tasks, timers or waits that can still wake the orchestrator. */
  readonly waits: boolean;
}

/**
 * Replays a history with the orchestrator's result and returns the new decisions. Pure: the same history and result
 * give the same decisions.
 */
export function replay(
  facts: OrchestrationFacts,
  history: readonly HistoryEvent[],
  answer: OrchestratorResult,
): ReplayResult {
  return new Replay(facts, answer).go(history);
}

class Replay {
  readonly #orchestratorResult: OrchestratorResult;
  readonly #ledger = new Ledger();
  readonly #events = new ExternalEvents();
  readonly #runner: ActionRunner;
  #result: Future<JsonText | null> | undefined;
  #ended = false;
  #carriedOver: EventRaised[] = [];
  #whileSuspended: HistoryEvent[] = [];

  constructor(facts: OrchestrationFacts, answer: OrchestratorResult) {
    this.#orchestratorResult = answer;
    this.#runner = new ActionRunner(facts, this.#ledger, this.#events);
  }

  go(history: readonly HistoryEvent[]): ReplayResult {
    try {
      for (const event of history) {
        if (event.EventType === EventType.OrchestratorStarted) this.#ledger.now = Date.parse(event.Timestamp);
        else this.#take(event);
      }
      // Open tasks delay the end, even without a waiter.
      if (!this.#ledger.hasOpenTasks && this.#result && !this.#result.isOpen) this.#end(this.#result);
    } catch (error) {
      if (!(error instanceof NonDeterminism)) throw error;
      this.#fail(error.message, `Unhandled exception while executing orchestration: ${error.message}`);
    }
    const waits = this.#ledger.hasOpenTasks || this.#events.isAwaited || this.#ledger.isSuspended;
    return { decisions: this.#ledger.remaining(), waits };
  }

  #take(event: HistoryEvent): void {
    const pierces = event.EventType === EventType.ExecutionResumed || event.EventType === EventType.ExecutionTerminated;
    if (this.#ledger.isSuspended && !pierces) {
      if (event.EventType !== EventType.ExecutionSuspended) this.#whileSuspended.push(event);
      return;
    }
    switch (event.EventType) {
      case EventType.ExecutionStarted:
        this.#result = run(runActions(event.Name, this.#orchestratorResult, this.#runner));
        break;
      case EventType.TaskScheduled:
      case EventType.TimerCreated:
      case EventType.SubOrchestrationInstanceCreated:
      case EventType.EventSent:
        this.#ledger.confirm(event);
        break;
      case EventType.TaskCompleted:
      case EventType.SubOrchestrationInstanceCompleted:
        this.#ledger.settle(event.TaskScheduledId, (task) => task.resolve(event.Result));
        break;
      case EventType.TaskFailed:
      case EventType.SubOrchestrationInstanceFailed:
        this.#ledger.settle(event.TaskScheduledId, (task) => task.reject(new TaskFailure(event.Reason ?? '')));
        break;
      case EventType.TimerFired:
        this.#ledger.settle(event.TimerId, (timer) => timer.resolve(null));
        break;
      case EventType.EventRaised:
        if (this.#runner.continuedWith) this.#carriedOver.push(unplayed(event));
        else this.#events.raise(event);
        break;
      case EventType.ExecutionTerminated:
        this.#complete('Terminated', event.Input, null);
        break;
      case EventType.ExecutionSuspended:
        this.#ledger.suspend();
        break;
      case EventType.ExecutionResumed:
        this.#resume();
        break;
    }
  }

  #resume(): void {
    this.#ledger.resume();
    const waiting = this.#whileSuspended;
    this.#whileSuspended = [];
    for (const event of waiting) this.#take(event);
  }

  #end(result: Future<JsonText | null>): void {
    if (this.#ended) return;
    let output: JsonText | null;
    try {
      output = result.value;
    } catch (error) {
      if (!(error instanceof OrchestrationFailure)) throw error;
      this.#fail(error.message, error.details);
      return;
    }
    const continued = this.#runner.continuedWith;
    if (!continued) {
      this.#complete('Completed', output, null);
      return;
    }
    const keptUnawaited = this.#events.unawaited().map(unplayed);
    const carriedOver = [...keptUnawaited, ...this.#carriedOver];
    this.#ledger.complete((id) => ({
      kind: 'continueAsNew',
      id,
      input: continued.input,
      carriedOver,
      keptUnawaited: keptUnawaited.length,
    }));
  }

  #fail(message: string, details: string): void {
    this.#complete('Failed', message, details);
  }

  #complete(status: 'Completed' | 'Failed' | 'Terminated', result: string | null, details: string | null): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#ledger.complete((id) => ({ kind: 'complete', id, status, result, details }));
  }
}
