import { instruments } from './instruments.ts';

/** Notes for how many seconds the oldest message of a queue has been waiting; 0 when none does. */
export function recordQueueAge(queue: string, seconds: number): void {
  instruments().queueAge.record(seconds, {
    'messaging.system': 'azure_queue_storage',
    'messaging.destination.name': queue,
  });
}

/** Notes for how many seconds the oldest blob of a vector store has been waiting to become searchable; 0 when none does. */
export function recordBacklogAge(store: string, seconds: number): void {
  instruments().backlogAge.record(seconds, { 'foundry_functions.ingestion.store': store });
}
