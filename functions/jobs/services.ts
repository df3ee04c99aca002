import type { InvocationContext } from '@azure/functions';
import { redactingLog } from '../../shared/core/logging/redacting-log.ts';
import { recordResult } from '../../shared/evaluations/results/record-result.ts';
import { type JobServices, jobServices } from '../../shared/jobs/activities/job-services.ts';
import { jobFiles, RESULTS_CONTAINER } from '../../shared/jobs/store/job-files.ts';
import { jobTypes } from '../../shared/jobs/types/job-types.ts';
import { dataStorage } from '../data-storage.ts';
import { projectClients } from '../project-clients.ts';

/** What jobs work with, and the invocation's own log. */
export async function services(context: InvocationContext): Promise<JobServices> {
  const storage = dataStorage();
  const files = jobFiles(() => storage.container(RESULTS_CONTAINER));
  return jobServices(
    {
      ...(await projectClients()),
      inProject: projectClients,
      storage,
      files,
      log: redactingLog(context, { about: context.invocationId }),
    },
    jobTypes(recordResult),
  );
}
