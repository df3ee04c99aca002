import type { InvocationContext } from '@azure/functions';
import type { DurableClient } from 'durable-functions';
import type { AcceptServices } from '../../shared/jobs/api/accept-job.ts';
import type { CommandServices } from '../../shared/jobs/api/command-job.ts';
import { startOrchestration, wakeOrchestration } from './orchestration.ts';
import { services } from './services.ts';
import { jobSettings } from './settings.ts';

/** What accepting a request needs beside the rest: the pace of the jobs, and a way to start them. */
export async function acceptServices(context: InvocationContext, client: DurableClient): Promise<AcceptServices> {
  const { pace, webhookSecret } = jobSettings(process.env);
  return {
    ...(await services(context)),
    pace,
    canSignWebhooks: webhookSecret !== undefined,
    start: (job) => startOrchestration(client, job),
  };
}

export async function commandServices(context: InvocationContext, client: DurableClient): Promise<CommandServices> {
  return { ...(await services(context)), wake: (id) => wakeOrchestration(client, id) };
}
