import { randomUUID } from 'node:crypto';
import type { EngineServices } from '../context/engine-services.ts';
import { type EntityId, entityId, schedulerId } from '../history/entity-id.ts';
import { type EntityRequest, RELEASE, REQUEST, requestText, responseText } from '../history/entity-message.ts';
import { EventType } from '../history/event-type.ts';
import { eventRaised, timestamp } from '../history/make-event.ts';
import type { StoredMessage } from '../store/durable-store.ts';
import { deliver, NOW, Outbox } from '../store/outbox.ts';
import { type BatchResult, callEntity } from './call-entity.ts';
import {
  type Batch,
  type Delivery,
  hasMore,
  readState,
  type SchedulerState,
  statusOf,
  takeBatch,
} from './scheduler-state.ts';

/** An entity sends this to itself after a full batch. */
const CONTINUE = 'continue';

/**
 * Runs one batch of an entity: sorts the arrived messages, calls its function, and stores state, responses and signals
 * in one transaction. Returns the ids of instances that have new messages.
 * @throws StepAborted when the function could not be run; nothing is stored then
 */
export async function stepEntity(
  self: EntityId,
  messages: readonly StoredMessage[],
  services: EngineServices,
): Promise<string[]> {
  const { store, clock, settings } = services;
  const id = schedulerId(self);
  const before = store.instance(id);
  const batch = takeBatch(readState(before?.input ?? null), messages.flatMap(deliveryOf), settings.maxEntityBatch);
  const { operations, lock } = batch;
  const result =
    operations.length > 0
      ? await callEntity(
          { self, exists: batch.state.exists ?? false, state: batch.state.state ?? null, operations },
          services,
        )
      : undefined;
  const now = clock.now();
  const outbox = new Outbox();
  const send = sender(outbox, now);
  if (result) sendResults(result, batch, id, send);
  if (lock) sendLock(lock, send);
  const state = result ? withResult(batch.state, result) : batch.state;
  if (hasMore(state)) send(id, null, CONTINUE, '{}');
  return store.transaction(() => {
    store.removeMessages(messages.map((message) => message.id));
    store.saveInstance({
      id,
      executionId: before?.executionId ?? randomUUID().replaceAll('-', ''),
      name: id,
      status: 'Running',
      created: before?.created ?? now,
      updated: now,
      input: JSON.stringify(state),
      output: null,
      customStatus: statusOf(state),
      generation: null,
    });
    return deliver(store, outbox, now);
  });
}

type Send = (to: string, executionId: string | null, name: string, input: string) => void;

function sender(outbox: Outbox, now: number): Send {
  return (instanceId, executionId, name, input) => {
    outbox.messages.push({ instanceId, executionId, visibleAt: NOW, event: eventRaised(name, input, now) });
  };
}

function deliveryOf({ event }: StoredMessage): Delivery[] {
  if (event.EventType !== EventType.EventRaised || event.Input === null) return [];
  if (event.Name === REQUEST) return [{ kind: 'request', request: JSON.parse(event.Input) }];
  return event.Name === RELEASE ? [{ kind: 'release', release: JSON.parse(event.Input) }] : [];
}

function sendResults(result: BatchResult, { operations }: Batch, self: string, send: Send): void {
  for (const [index, { signal, id, parent, parentExecution }] of operations.entries()) {
    const done = result.results[index];
    if (signal || !done || parent === undefined) continue;
    const response = { result: done.result ?? null, ...(done.isError ? { exceptionType: 'Error' } : {}) };
    send(parent, parentExecution ?? null, id, responseText(response));
  }
  for (const { target, name, input } of result.signals) {
    const request = { op: name, signal: true, id: randomUUID(), parent: self, ...(input ? { input } : {}) };
    send(schedulerId(entityId(target.name, target.key)), null, REQUEST, requestText(request, sentNow()));
  }
}

/** Forwards the request to the next entity of the set, or answers the caller after the last. */
function sendLock(request: EntityRequest, send: Send): void {
  const position = (request.pos ?? 0) + 1;
  const next = request.lockset?.[position];
  if (next) send(schedulerId(next), null, REQUEST, requestText({ ...request, pos: position }, sentNow()));
  else if (request.parent !== undefined) {
    const done = responseText({ result: 'Lock Acquisition Completed' });
    send(request.parent, request.parentExecution ?? null, request.id, done);
  }
}

function sentNow() {
  const at = timestamp(Date.now());
  return { at, after: at };
}

function withResult(state: SchedulerState, { entityExists, entityState }: BatchResult): SchedulerState {
  const { exists: _exists, state: _state, ...rest } = state;
  return {
    ...(entityExists ? { exists: true as const } : {}),
    ...(entityState === null || entityState === undefined ? {} : { state: entityState }),
    ...rest,
  };
}
