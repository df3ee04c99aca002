import { EventType } from '../history/event-type.ts';
import type { EventRaised, HistoryEvent, JsonText } from '../history/history-event.ts';
import { type OrchestrationFacts, Program } from './action-runner.ts';
import type { Decision } from './decision.ts';
import { ExternalEvents } from './external-events.ts';
import { type Future, run } from './future.ts';
import { carried, Ledger, TaskFailure } from './ledger.ts';
import { NonDeterminism } from './non-determinism.ts';
import type { Answer } from './orchestrator-result.ts';
import { carryOut, OrchestrationFailure } from './run-actions.ts';

export interface ReplayResult {
  readonly decisions: readonly Decision[];
  /** Open tasks, timers or waits: something that can still wake the orchestration. */
  readonly waits: boolean;
}

/**
 * Goes through a history with the orchestrator's answer to it and finds what is new: what to schedule, whether it is over.
 * Pure: the same history and answer always give the same decisions.
 */
export function replay(facts: OrchestrationFacts, history: readonly HistoryEvent[], answer: Answer): ReplayResult {
  return new Replay(facts, answer).go(history);
}

class Replay {
  readonly #answer: Answer;
  readonly #ledger = new Ledger();
  readonly #events = new ExternalEvents();
  readonly #program: Program;
  #result: Future<JsonText | null> | undefined;
  #ended = false;
  #carriedOver: EventRaised[] = [];
  #whileSuspended: HistoryEvent[] = [];

  constructor(facts: OrchestrationFacts, answer: Answer) {
    this.#answer = answer;
    this.#program = new Program(facts, this.#ledger, this.#events);
  }

  go(history: readonly HistoryEvent[]): ReplayResult {
    try {
      for (const event of history) {
        if (event.EventType === EventType.OrchestratorStarted) this.#ledger.now = Date.parse(event.Timestamp);
        else this.#take(event);
      }
      // Tasks that nobody waits for any more hold the end up all the same.
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
        this.#result = run(carryOut(event.Name, this.#answer, this.#program));
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
        if (this.#program.continuedWith) this.#carriedOver.push(carried(event));
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
    const continued = this.#program.continuedWith;
    if (!continued) {
      this.#complete('Completed', output, null);
      return;
    }
    const rescued = this.#events.unawaited().map(carried);
    const carriedOver = [...rescued, ...this.#carriedOver];
    this.#ledger.complete((id) => ({
      kind: 'continueAsNew',
      id,
      input: continued.input,
      carriedOver,
      rescued: rescued.length,
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
