import type { EventRaised, JsonText, ScheduledEvent } from '../history/history-event.ts';
import type { CreateSubOrchestration, CreateTimer, Decision, ScheduleTask, SendEvent } from './decision.ts';
import { Future } from './future.ts';
import { demandSame } from './non-determinism.ts';

/** A task or sub-orchestration failed; the orchestrator's own code is told by history, this only steers the replay. */
export class TaskFailure extends Error {
  override readonly name = 'TaskFailure';
}

export class TimerCancelled extends Error {
  override readonly name = 'TimerCancelled';
}

type Open = Omit<ScheduleTask, 'id'> | Omit<CreateTimer, 'id'> | Omit<CreateSubOrchestration, 'id'>;

/**
 * What one replay has asked for so far, numbered in the order of asking. What history confirms is struck out; what remains
 * at the end is new and has to be done.
 */
export class Ledger {
  /** The orchestrator's present: when the step began that history has reached, in milliseconds. */
  now = 0;
  isSuspended = false;
  #nextId = 0;
  #decisions = new Map<number, Decision>();
  #heldBack = new Map<number, Decision>();
  readonly #open = new Map<number, Future<JsonText | null>>();

  get hasOpenTasks(): boolean {
    return this.#open.size > 0;
  }

  /** Asks for something whose result history will tell. `id` tells which: sub-orchestrations are named after it. */
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

  /** History says that this was scheduled. @throws NonDeterminism when something else or nothing was asked for */
  confirm(event: ScheduledEvent): void {
    demandSame(event, this.#decisions.get(event.EventId));
    this.#decisions.delete(event.EventId);
  }

  /** A result that nobody waits for (any more) is passed over: deliveries may come twice. */
  settle(id: number, settle: (result: Future<JsonText | null>) => void): void {
    const result = this.#open.get(id);
    this.#open.delete(id);
    if (result) settle(result);
  }

  complete(make: (id: number) => Decision): void {
    const id = this.#nextId++;
    this.#decisions.set(id, make(id));
  }

  /** What was asked for just before the suspension is done after it. */
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

/** An event as the next generation of a continued orchestration gets it. */
export function carried(event: EventRaised): EventRaised {
  return { ...event, IsPlayed: false };
}
