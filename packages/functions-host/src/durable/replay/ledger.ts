import type { EventRaised, JsonText, ScheduledEvent } from '../history/history-event.ts';
import type { CreateSubOrchestration, CreateTimer, Decision, ScheduleTask, SendEvent } from './decision.ts';
import { Future } from './future.ts';
import { requireSame } from './non-determinism.ts';

/**
 * A task or sub-orchestration failed. The orchestrator's code learns of it from the history; this error only controls
 * the replay.
 */
export class TaskFailure extends Error {
  override readonly name = 'TaskFailure';
}

export class TimerCancelled extends Error {
  override readonly name = 'TimerCancelled';
}

type Open = Omit<ScheduleTask, 'id'> | Omit<CreateTimer, 'id'> | Omit<CreateSubOrchestration, 'id'>;

/** Work that one replay has requested, in order. Work that the history confirms is removed; the rest is new. */
export class Ledger {
  /** Current time of the orchestrator in milliseconds: the start of the step that the replay has reached. */
  now = 0;
  isSuspended = false;
  #nextId = 0;
  #decisions = new Map<number, Decision>();
  #heldBack = new Map<number, Decision>();
  readonly #open = new Map<number, Future<JsonText | null>>();

  get hasOpenTasks(): boolean {
    return this.#open.size > 0;
  }

  /** Requests work whose result the history contains. Sub-orchestrations are named after the `id`. */
  ask(make: (id: number) => Open): { id: number; result: Future<JsonText | null> } {
    const id = this.#nextId++;
    const result = new Future<JsonText | null>();
    this.#decisions.set(id, { ...make(id), id });
    this.#open.set(id, result);
    return { id, result };
  }

  send(event: Omit<SendEvent, 'id' | 'kind'>): void {
    const id = this.#nextId++;
    this.#decisions.set(id, { kind: 'event', ...event, id });
  }

  cancel(id: number): void {
    const timer = this.#open.get(id);
    this.#open.delete(id);
    timer?.reject(new TimerCancelled());
  }

  /**
   * Confirms that work was scheduled.
   * @throws NonDeterminism when the replay requested other work or none
   */
  confirm(event: ScheduledEvent): void {
    requireSame(event, this.#decisions.get(event.EventId));
    this.#decisions.delete(event.EventId);
  }

  /** Settles a result. Results without a waiter are ignored, because deliveries may repeat. */
  settle(id: number, settle: (result: Future<JsonText | null>) => void): void {
    const result = this.#open.get(id);
    this.#open.delete(id);
    if (result) settle(result);
  }

  complete(make: (id: number) => Decision): void {
    const id = this.#nextId++;
    this.#decisions.set(id, make(id));
  }

  /** Holds back work that was requested just before the suspension. */
  suspend(): void {
    this.isSuspended = true;
    for (const [id, decision] of this.#decisions) this.#heldBack.set(id, decision);
    this.#decisions.clear();
  }

  resume(): void {
    this.isSuspended = false;
    for (const [id, decision] of this.#heldBack) this.#decisions.set(id, decision);
    this.#heldBack.clear();
  }

  remaining(): Decision[] {
    return [...this.#decisions.values()].sort((one, other) => one.id - other.id);
  }
}

/** Returns an event for the next generation of a continued orchestration. */
export function unplayed(event: EventRaised): EventRaised {
  return { ...event, IsPlayed: false };
}
