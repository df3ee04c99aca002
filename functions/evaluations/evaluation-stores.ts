import type { InvocationContext } from '@azure/functions';
import type { DurableClient } from 'durable-functions';
import { RESPONSES_TABLE, WaitingResponses } from '../../shared/evaluations/responses/waiting-responses.ts';
import type { StartServices } from '../../shared/evaluations/start/start-run.ts';
import { RUNS_TABLE, RunHistory } from '../../shared/evaluations/store/run-history.ts';
import { dataStorage } from '../data-storage.ts';
import { acceptServices } from '../jobs/job-services.ts';

export const runHistory = (): RunHistory => new RunHistory(dataStorage().table(RUNS_TABLE));

export const waitingResponses = (): WaitingResponses => new WaitingResponses(dataStorage().table(RESPONSES_TABLE));

export async function startServices(context: InvocationContext, client: DurableClient): Promise<StartServices> {
  return { ...(await acceptServices(context, client)), history: runHistory() };
}
