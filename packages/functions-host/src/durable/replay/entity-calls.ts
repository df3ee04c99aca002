import { createHash } from 'node:crypto';
import { type EntityId, entityOf, schedulerId } from '../history/entity-id.ts';
import { RELEASE, REQUEST, releaseText, requestText } from '../history/entity-message.ts';
import { timestamp } from '../history/make-event.ts';
import type { ExternalEvents } from './external-events.ts';
import { type Future, type Routine, run } from './future.ts';
import type { Ledger } from './ledger.ts';

const NEVER = '0001-01-01T00:00:00';

export interface Caller {
  readonly instanceId: string;
  readonly executionId: string;
}

/** Calls, signals and locks that one orchestration sends to entities. */
export class EntityCalls {
  readonly #caller: Caller;
  readonly #ledger: Ledger;
  readonly #events: ExternalEvents;
  readonly #lastSent = new Map<string, string>();
  #ids = 0;
  #locks: { readonly id: string; held: EntityId[] } | undefined;

  constructor(caller: Caller, ledger: Ledger, events: ExternalEvents) {
    this.#caller = caller;
    this.#ledger = ledger;
    this.#events = events;
  }

  call(target: string, op: string, input: unknown): Future<unknown> {
    const id = this.#send(target, { op, input, signal: false });
    const response = this.#events.wait(id);
    const locks = this.#locks;
    const entity = entityOf(target);
    if (!locks || !entity) return response;
    // A lock in use leaves the list until the response arrives, because releases follow the order of the list.
    locks.held = locks.held.filter((held) => schedulerId(held) !== target);
    response.whenSettled(() => locks.held.push(entity));
    return response;
  }

  signal(target: string, op: string, input: unknown): void {
    this.#send(target, { op, input, signal: true });
  }

  lock(entities: readonly EntityId[]): Future<void> {
    return run(this.#lock(entities));
  }

  *#lock(entities: readonly EntityId[]): Routine<void> {
    const [first] = entities;
    if (!first) throw new Error('The list of entities to lock must not be empty.');
    const id = this.#send(schedulerId(first), { op: null, signal: false, lockset: entities });
    yield this.#events.wait(id);
    this.#locks = { id, held: [...entities] };
  }

  release(): void {
    const locks = this.#locks;
    this.#locks = undefined;
    for (const entity of locks?.held ?? []) {
      const input = releaseText({ parent: this.#caller.instanceId, id: locks?.id ?? '' });
      this.#ledger.send({ instanceId: schedulerId(entity), name: RELEASE, input });
    }
  }

  #send(
    target: string,
    {
      op,
      input,
      signal,
      lockset,
    }: { op: string | null; input?: unknown; signal: boolean; lockset?: readonly EntityId[] },
  ): string {
    const id = this.#newId();
    const at = timestamp(this.#ledger.now);
    const after = this.#lastSent.get(target) ?? NEVER;
    this.#lastSent.set(target, at);
    const request = {
      op,
      signal,
      id,
      parent: this.#caller.instanceId,
      parentExecution: this.#caller.executionId,
      ...(input === undefined || input === null ? {} : { input: JSON.stringify(input) }),
      ...(lockset ? { lockset } : {}),
    };
    this.#ledger.send({ instanceId: target, name: REQUEST, input: requestText(request, { at, after }) });
    return id;
  }

  /** Generates ids that are the same in every replay. */
  #newId(): string {
    const name = `${this.#caller.instanceId}_${this.#caller.executionId}_${this.#ids++}`;
    const hash = createHash('sha1').update(name).digest();
    hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6);
    hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
    const hex = hash.toString('hex');
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
  }
}
