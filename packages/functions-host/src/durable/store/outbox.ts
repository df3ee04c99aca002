import { executionStarted, type Start } from '../history/make-event.ts';
import type { DurableStore, Message, Task } from './durable-store.ts';

/** What a step sends out. It is stored in the step's own transaction. */
export class Outbox {
  readonly tasks: Task[] = [];
  readonly messages: Message[] = [];
  readonly starts: Start[] = [];
}

/** Messages for at once. */
export const NOW = 0;

/** Stores all of it; returns who has something to do now. */
export function deliver(store: DurableStore, outbox: Outbox, now: number): string[] {
  for (const task of outbox.tasks) store.addTask(task);
  for (const message of outbox.messages) store.addMessage(message);
  for (const start of outbox.starts) startInstance(store, start, now);
  return [...outbox.messages, ...outbox.starts].map(({ instanceId }) => instanceId);
}

/** Begins an execution under an id. What ran or was kept under it before is gone. */
export function startInstance(store: DurableStore, start: Start, now: number): void {
  const { instanceId: id, executionId, name, input, generation } = start;
  store.deleteInstance(id);
  store.saveInstance({
    id,
    executionId,
    name,
    status: 'Pending',
    created: now,
    updated: now,
    input,
    output: null,
    customStatus: null,
    generation,
  });
  store.addMessage({ instanceId: id, executionId, visibleAt: NOW, event: executionStarted(start, now) });
}
