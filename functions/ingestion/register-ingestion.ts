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

/** Registers ingestion from blobs to vector stores, if the config has a source. */
export function registerIngestion(): void {
  if (sources.sources.length === 0) return;
  // An invalid setting stops the app at start-up.
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

  /** Once a night: compares containers, ledgers and vector stores, and repairs what a lost event or a manual change left different. */
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
  // Few events start a pass: only those open a client.
  wake: (store) => wakeStore(() => getClient(context), store),
});
