import type { InvocationContext } from '@azure/functions';
import { redactingLog } from '../../shared/log/redacting-log.ts';
import type { JobTools } from '../../shared/jobs/job-tools.ts';
import { jobKinds } from '../../shared/jobs/kinds/index.ts';
import { jobFiles, RESULTS_CONTAINER } from '../../shared/jobs/register/job-files.ts';
import { type JobServices, jobServices } from '../../shared/jobs/steps/services.ts';
import { dataStorage } from '../data-storage.ts';

type Clients = Pick<JobTools, 'openai' | 'project'>;

let clients: Promise<Clients> | undefined;

/** What jobs work with, and the invocation's own log. */
export async function services(context: InvocationContext): Promise<JobServices> {
  clients ??= openClients();
  const storage = dataStorage();
  const files = jobFiles(() => storage.container(RESULTS_CONTAINER));
  return jobServices(
    { ...(await clients), storage, files, log: redactingLog(context, { about: context.invocationId }) },
    jobKinds,
  );
}

/** Both SDKs are large: they are loaded with the first job, and not with the app. */
async function openClients(): Promise<Clients> {
  const [{ openaiClient }, { projectClient }] = await Promise.all([
    import('../../shared/foundry/openai-client.ts'),
    import('../../shared/foundry/project-client.ts'),
  ]);
  return { openai: await openaiClient(process.env), project: projectClient(process.env) };
}
