import type { InvocationContext } from '@azure/functions';
import { app as durable, getClient } from 'durable-functions';
import { DeadLetters } from '../../shared/azure/queues/dead-letters.ts';
import { redactingLog } from '../../shared/core/logging/redacting-log.ts';
import { reconcileAll } from '../../shared/ingestion/api/start-ingestion.ts';
import { EVENT_RETRY_ROUNDS, retryEvents } from '../../shared/ingestion/events/retry-events.ts';
import { BLOB_EVENTS_QUEUE, type EventServices, takeEvents } from '../../shared/ingestion/events/take-events.ts';
import { dataStorage } from '../data-storage.ts';
import { queueFunction } from '../queues/queue-function.ts';
import { ingestionApi, registerIngestionApi } from './ingestion-http.ts';
import { ingestionSettings } from './ingestion-settings.ts';
import { registerOrchestration, wakeStore } from './sync-orchestration.ts';
import { sharedServices, sources } from './sync-services.ts';

/** Registers the pipeline from blobs to vector stores, if any source is configured. */
export function registerIngestion(): void {
  if (sources.sources.length === 0) return;
  // A setting that cannot be meant stops the app now.
  ingestionSettings(process.env);
  registerOrchestration();
  registerIngestionApi();
  queueFunction('ingestionBlobEvents', {
    queue: BLOB_EVENTS_QUEUE,
    durable: true,
    handler: async (message, context) => void (await takeEvents(message, eventServices(context))),
    poisonAttempts: EVENT_RETRY_ROUNDS,
    poison: (context) => ({ handle: (message) => retryEvents(message, eventServices(context)) }),
  });

  /** Once a night: whatever an event that never came, or somebody's hand, has set apart is brought together again. */
  durable.client.timer('ingestionReconcile', {
    schedule: '0 41 2 * * *',
    handler: async (_timer, client) => reconcileAll(ingestionApi(client)),
  });
}

const eventServices = (context: InvocationContext): EventServices => ({
  ...sharedServices(),
  letters: new DeadLetters(dataStorage()),
  sources,
  log: redactingLog(context, { about: context.invocationId }),
  now: Date.now,
  // Of a thousand events few wake anybody: only those pay for a client.
  wake: (store) => wakeStore(() => getClient(context), store),
});
