import { app, type InvocationContext } from '@azure/functions';
import { app as durable, getClient, input } from 'durable-functions';
import { DATA_STORAGE } from '../../shared/azure/storage/storage-account.ts';
import { redactingLog } from '../../shared/core/logging/redacting-log.ts';
import { reconcileAll } from '../../shared/ingestion/api/start-ingestion.ts';
import { BLOB_EVENTS_POISON_QUEUE, retryEvents } from '../../shared/ingestion/events/retry-events.ts';
import { BLOB_EVENTS_QUEUE, type EventServices, takeEvents } from '../../shared/ingestion/events/take-events.ts';
import { dataStorage } from '../data-storage.ts';
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
  app.storageQueue('ingestionBlobEvents', {
    queueName: BLOB_EVENTS_QUEUE,
    connection: DATA_STORAGE,
    extraInputs: [input.durableClient()],
    handler: async (body, context) => takeEvents(body, messageIdOf(context), eventServices(context)),
  });
  app.storageQueue('ingestionBlobEventsPoison', {
    queueName: BLOB_EVENTS_POISON_QUEUE,
    connection: DATA_STORAGE,
    extraInputs: [input.durableClient()],
    handler: async (body, context) =>
      retryEvents(body, messageIdOf(context), {
        ...eventServices(context),
        poisonQueue: dataStorage().queue(BLOB_EVENTS_POISON_QUEUE),
      }),
  });

  /** Once a night: whatever an event that never came, or somebody's hand, has set apart is brought together again. */
  durable.client.timer('ingestionReconcile', {
    schedule: '0 41 2 * * *',
    handler: async (_timer, client) => reconcileAll(ingestionApi(client)),
  });
}

const messageIdOf = (context: InvocationContext): string => String(context.triggerMetadata?.id ?? context.invocationId);

const eventServices = (context: InvocationContext): EventServices => ({
  ...sharedServices(),
  sources,
  log: redactingLog(context, { about: context.invocationId }),
  now: Date.now,
  // Of a thousand events few wake anybody: only those pay for a client.
  wake: (store) => wakeStore(() => getClient(context), store),
});
