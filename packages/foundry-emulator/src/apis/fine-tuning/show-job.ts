import type { TuningSettings } from './fine-tuning-settings.ts';
import { hasEnded, type TuningJob } from './job/job.ts';
import type { Hyperparameters } from './job/job-request.ts';
import { type Plan, planOf } from './simulation/plan.ts';
import { holdAt, trainedUntil } from './simulation/progress.ts';

/** Organization of all jobs. */
const ORGANIZATION = 'org-local';

/** Returns a job as clients see it at a moment, in milliseconds. */
export function showJob(job: TuningJob, settings: TuningSettings, now: number): object {
  const { method, hyperparameters, givenMethod, suffix, integrations, size } = job;
  const plan = planFor(job, settings);
  const azure = settings.style === 'azure';
  const done = job.phase === 'succeeded';
  return {
    object: 'fine_tuning.job',
    id: job.id,
    created_at: seconds(job.createdAt),
    model: job.model,
    status: statusOf(job, plan, azure, now),
    fine_tuned_model: done ? job.modelName : null,
    finished_at: job.endedAt === undefined ? null : seconds(job.endedAt),
    estimated_finish: estimateOf(job, plan, now),
    training_file: job.trainingFile,
    validation_file: job.validationFile,
    result_files: job.resultFile === undefined ? (azure ? null : []) : [job.resultFile],
    trained_tokens: done && size ? size.tokens * Number(hyperparameters.n_epochs) : null,
    hyperparameters: method === 'supervised' ? hyperparameters : {},
    method: { type: method, [method]: { ...givenMethod?.[method], hyperparameters: shown(hyperparameters) } },
    seed: job.seed,
    organization_id: azure ? null : ORGANIZATION,
    integrations: integrations ?? [],
    metadata: job.metadata,
    error: job.error ?? null,
    ...(suffix === undefined ? {} : { user_provided_suffix: suffix }),
  };
}

/** Returns the plan of a job's training, or `undefined` before its files are validated. */
export const planFor = (job: TuningJob, settings: TuningSettings): Plan | undefined =>
  job.size && planOf(job, settings.training);

function statusOf(job: TuningJob, plan: Plan | undefined, azure: boolean, now: number): string {
  switch (job.phase) {
    case 'validating':
      return 'validating_files';
    case 'queued':
      return azure ? 'pending' : 'queued';
    case 'running':
      return (plan && holdAt(job, plan, now)) ?? 'running';
    default:
      return job.phase;
  }
}

/** Estimates the end of a running job, assuming no further interruption. */
function estimateOf(job: TuningJob, plan: Plan | undefined, now: number): number | null {
  if (!plan || job.phase !== 'running' || hasEnded(job)) return null;
  return seconds(now + plan.duration - trainedUntil(job, plan, now));
}

const shown = (hyperparameters: Hyperparameters): Hyperparameters =>
  Object.fromEntries(Object.entries(hyperparameters).filter(([, value]) => value !== null && value !== undefined));

const seconds = (ms: number): number => Math.floor(ms / 1000);
