import type { DurableFunctions, DurableKind } from '../context/durable-functions.ts';
import { entityOf } from '../history/entity-id.ts';
import type { JsonText } from '../history/history-event.ts';
import { type Action, ActionType } from './action.ts';
import { EntityCalls } from './entity-calls.ts';
import type { ExternalEvents } from './external-events.ts';
import { all, any, Future, run } from './future.ts';
import { callHttp } from './http-calls.ts';
import type { Ledger } from './ledger.ts';
import { waitUntil, withRetry } from './routines.ts';

/** Facts about the orchestration and the app that a replay needs. */
export interface OrchestrationFacts {
  readonly instanceId: string;
  readonly executionId: string;
  readonly parentInstanceId: string | null;
  readonly functions: Pick<DurableFunctions, 'problem'>;
  readonly settings: { readonly maxOrchestrationActions: number; readonly httpPollInterval: number };
}

/** Turns the actions of an orchestrator's result into tasks, timers, events and messages. */
export class ActionRunner {
  /** Set by `continueAsNew`: the next generation's input. */
  continuedWith: { readonly input: JsonText | null } | undefined;
  readonly entities: EntityCalls;
  readonly #facts: OrchestrationFacts;
  readonly #ledger: Ledger;
  readonly #events: ExternalEvents;
  #actions = 0;

  constructor(facts: OrchestrationFacts, ledger: Ledger, events: ExternalEvents) {
    this.#facts = facts;
    this.#ledger = ledger;
    this.#events = events;
    this.entities = new EntityCalls(facts, ledger, events);
  }

  /**
   * Starts an action. Returns undefined when there is nothing to wait for. A failure that occurs later is in the future
   * and is ignored, as in the real extension: the orchestrator's code learns of failures from its history only.
   * @throws when the action cannot be started
   */
  begin(action: Action): Future<unknown> | undefined {
    switch (action.actionType) {
      case ActionType.callActivity:
        return later(() => this.#activity(action));
      case ActionType.callActivityWithRetry:
        return later(() => this.#retried(action, () => this.#activity(action)));
      case ActionType.callSubOrchestrator:
        return later(() => this.#subOrchestration(action));
      case ActionType.callSubOrchestratorWithRetry:
        return later(() => this.#retried(action, () => this.#subOrchestration(action)));
      case ActionType.createTimer:
        return this.#timer(action);
      case ActionType.waitForExternalEvent:
        return this.#events.wait(action.externalEventName ?? '');
      case ActionType.callEntity:
        return later(() => this.#callEntity(action));
      case ActionType.callHttp:
        return later(() => this.#http(action));
      case ActionType.lockEntities:
        return later(() => this.#lock(action));
      case ActionType.whenAll:
        return run(all(this.#beginAll(action)));
      case ActionType.whenAny:
        return any(this.#beginAll(action));
      case ActionType.signalEntity:
        this.#signal(action);
        return undefined;
      case ActionType.releaseEntities:
        this.entities.release();
        return undefined;
      case ActionType.continueAsNew:
        this.continuedWith = { input: jsonInput(action.input) };
        return undefined;
      default:
        throw new Error(`Received an unexpected action type from the out-of-proc function: '$${action.actionType}'.`);
    }
  }

  #beginAll(action: Action): Future<unknown>[] {
    return (action.compoundActions ?? []).map((inner) => this.begin(inner) ?? Future.done(undefined));
  }

  #activity(action: Action): Future<JsonText | null> {
    const name = action.functionName ?? '';
    this.#require('activity', name);
    return this.#ledger.ask(() => ({ kind: 'task', name, input: jsonInput(action.input) })).result;
  }

  #subOrchestration(action: Action): Future<JsonText | null> {
    const name = action.functionName ?? '';
    const { instanceId, executionId, parentInstanceId } = this.#facts;
    this.#require('orchestrator', name);
    const asked = action.instanceId ?? '';
    if (asked !== '' && [instanceId, parentInstanceId].includes(asked)) {
      throw new Error(
        'The instance ID of a sub-orchestration must be different than the instance ID of a parent orchestration.',
      );
    }
    if (asked.startsWith('@')) throw new Error('Orchestration instance ids must not start with @');
    return this.#ledger.ask((id) => ({
      kind: 'subOrchestration',
      name,
      instanceId: asked.trim() === '' ? `${executionId}:${id}` : asked,
      input: jsonInput(action.input),
    })).result;
  }

  #retried(action: Action, attempt: () => Future<JsonText | null>): Future<unknown> {
    if (!action.retryOptions) throw new Error('An action with retries came without its retry options.');
    return run(withRetry(this.#ledger, action.retryOptions, attempt));
  }

  #timer(action: Action): Future<unknown> {
    let current = -1;
    const fireAt = Date.parse(action.fireAt ?? '');
    const timer = run(
      waitUntil(this.#ledger, fireAt, (id) => {
        current = id;
      }),
    );
    if (action.isCanceled) this.#ledger.cancel(current);
    return timer;
  }

  #callEntity(action: Action): Future<unknown> {
    return this.entities.call(this.#entity(action), action.operation ?? '', action.input);
  }

  #signal(action: Action): void {
    this.entities.signal(this.#entity(action), action.operation ?? '', action.input);
  }

  #lock(action: Action): Future<unknown> {
    for (const { name } of action.lockSet ?? []) this.#require('entity', name);
    return this.entities.lock(action.lockSet ?? []);
  }

  #http(action: Action): Future<unknown> {
    if (!action.httpRequest) throw new Error('A call of HTTP came without its request.');
    this.#count();
    return run(callHttp(this.#ledger, action.httpRequest, this.#facts.settings.httpPollInterval));
  }

  #entity(action: Action): string {
    const target = action.instanceId ?? '';
    this.#require('entity', entityOf(target)?.name ?? target);
    return target;
  }

  /** @throws when the function does not exist */
  #require(kind: DurableKind, name: string): void {
    const problem = this.#facts.functions.problem(kind, name);
    if (problem) throw new Error(problem);
    this.#count();
  }

  #count(): void {
    const most = this.#facts.settings.maxOrchestrationActions;
    if (++this.#actions > most) {
      throw new Error(
        `Maximum amount of orchestration actions (${most}) has been reached. This value can be configured in host.json file as MaxOrchestrationActions.`,
      );
    }
  }
}

/** Returns the JSON of an action's input; null for null and undefined. */
function jsonInput(input: unknown): JsonText | null {
  return input === undefined || input === null ? null : JSON.stringify(input);
}

/** Turns an exception at the start of an action into a failed future. */
function later(begin: () => Future<unknown>): Future<unknown> {
  try {
    return begin();
  } catch (error) {
    const failed = new Future<unknown>();
    failed.reject(error);
    return failed;
  }
}
