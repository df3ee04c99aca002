import type { InvocationContext } from '@azure/functions';
import type { DurableClient } from 'durable-functions';
import { parseDuration } from '../../shared/core/duration.ts';
import { TerminalError } from '../../shared/core/errors.ts';
import { redactingLog } from '../../shared/core/logging/redacting-log.ts';
import { recordResult } from '../../shared/evaluations/results/record-result.ts';
import { type JobServices, jobServices } from '../../shared/jobs/activities/job-services.ts';
import type { AcceptServices } from '../../shared/jobs/api/accept-job.ts';
import type { CommandServices } from '../../shared/jobs/api/command-job.ts';
import { DEFAULT_PACE, type Pace } from '../../shared/jobs/polling/pace.ts';
import { jobFiles, RESULTS_CONTAINER } from '../../shared/jobs/store/job-files.ts';
import { jobTypes } from '../../shared/jobs/types/job-types.ts';
import { dataStorage } from '../data-storage.ts';
import { projectClients } from '../project-clients.ts';
import { startOrchestration, wakeOrchestration } from './durable-workflow.ts';

let dataContainers: readonly string[] = [];

/** Sets the containers that jobs may read: `jobs.containers` of foundry.config.ts. */
export function allowDataContainers(containers: readonly string[]): void {
  dataContainers = containers;
}

/** Services of the jobs, with the log of the invocation. */
export async function services(context: InvocationContext): Promise<JobServices> {
  const storage = dataStorage();
  const files = jobFiles(() => storage.container(RESULTS_CONTAINER));
  return jobServices(
    {
      ...(await projectClients()),
      inProject: projectClients,
      storage,
      dataContainers,
      files,
      log: redactingLog(context, { about: context.invocationId }),
    },
    jobTypes(recordResult),
  );
}

/** Services for accepting a request: the polling pace and a way to start the workflow. */
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

/** Settings of the jobs in the environment. */
export interface JobSettings {
  readonly pace: Pace;
  /** Signs the posts to webhooks. */
  readonly webhookSecret: string | undefined;
}

/**
 * Reads JOB_SHORTEST_WAIT and JOB_LONGEST_WAIT (ISO 8601 durations: the wait between two looks at a job) and JOB_WEBHOOK_SECRET.
 * @throws TerminalError naming the setting
 */
export function jobSettings(env: NodeJS.ProcessEnv): JobSettings {
  const shortest = wait(env, 'JOB_SHORTEST_WAIT', DEFAULT_PACE.shortest);
  const longest = wait(env, 'JOB_LONGEST_WAIT', Math.max(shortest, DEFAULT_PACE.longest));
  if (longest < shortest) {
    throw new TerminalError('JOB_LONGEST_WAIT is shorter than JOB_SHORTEST_WAIT. Set it to PT1H, or remove it.');
  }
  return { pace: { shortest, longest }, webhookSecret: env.JOB_WEBHOOK_SECRET || undefined };
}

function wait(env: NodeJS.ProcessEnv, name: string, preset: number): number {
  const text = env[name];
  if (!text) return preset;
  const ms = parseDuration(text);
  if (ms !== undefined && ms > 0) return ms;
  throw new TerminalError(
    `${name} is "${text}", which is not a valid wait. Set it to an ISO 8601 duration such as PT25S or PT1H.`,
  );
}
