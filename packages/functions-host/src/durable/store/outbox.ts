import { executionStarted, type Start } from '../history/make-event.ts';
import type { DurableStore, Message, Task } from './durable-store.ts';

/** Messages, tasks and starts of a step. They are stored in the step's transaction. */
export class Outbox {
  readonly tasks: Task[] = [];
  readonly messages: Message[] = [];
  readonly starts: Start[] = [];
}

/** Visible at once. */
export const NOW = 0;

/** Stores the outbox and returns the ids of instances that have new messages. */
export function deliver(store: DurableStore, outbox: Outbox, now: number): string[] {
  for (const task of outbox.tasks) store.addTask(task);
  for (const message of outbox.messages) store.addMessage(message);
  for (const start of outbox.starts) startInstance(store, start, now);
  return [...outbox.messages, ...outbox.starts].map(({ instanceId }) => instanceId);
}

/** Starts an execution of an instance. An earlier execution with the same id is deleted. */
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
