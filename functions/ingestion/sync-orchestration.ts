import { createHash } from 'node:crypto';
import { app, type DurableClient } from 'durable-functions';
import {
  afterPass,
  type PassResult,
  runSyncPass,
  type StoreSyncState,
} from '../../shared/ingestion/sync/run-sync-pass.ts';
import { runWorkflow } from '../../shared/jobs/workflow/run-workflow.ts';
import { startOnce, wakeOrchestration, workflowContextOf } from '../jobs/durable-workflow.ts';
import { listening, syncServices } from './sync-services.ts';

const ORCHESTRATION = 'ingestStore';
const TURN = 'ingestTurn';

/** Registers the orchestration of a vector store and the activity that runs its sync passes. */
export function registerOrchestration(): void {
  app.orchestration(ORCHESTRATION, (context) =>
    runWorkflow<ReturnType<typeof context.df.callActivity>, StoreSyncState, PassResult, never>(
      workflowContextOf<StoreSyncState>(context, () => TURN),
      afterPass,
    ),
  );
  app.activity(TURN, {
    handler: async ({ store }: StoreSyncState, context) => runSyncPass(store, await syncServices(context)),
  });
}

/** Returns the id of the only orchestration of a vector store. */
const instanceOf = (store: string) => `ingest-${createHash('sha256').update(store).digest('hex').slice(0, 32)}`;

const waking = new Map<string, { readonly running: Promise<void>; next?: Promise<void> }>();

/**
 * Starts the orchestration of a vector store, or wakes it. Callers that ask while a call is in progress share the next call, which begins
 * after they asked.
 */
export async function wakeStore(client: () => DurableClient, store: string): Promise<void> {
  // A sync pass of this process reads the pending events again before it ends.
  if (!listening.has(store)) await wakeTogether(client(), store);
}

function wakeTogether(client: DurableClient, store: string): Promise<void> {
  const known = waking.get(store);
  if (known !== undefined) {
    known.next ??= known.running.catch(() => undefined).then(() => wakeTogether(client, store));
    return known.next;
  }
  const running = wakeNow(client, store).finally(() => waking.delete(store));
  waking.set(store, { running });
  return running;
}

async function wakeNow(client: DurableClient, store: string): Promise<void> {
  const id = instanceOf(store);
  const first: StoreSyncState = { store, failures: 0 };
  if (await startOnce(client, ORCHESTRATION, id, first)) await wakeOrchestration(client, id);
}
