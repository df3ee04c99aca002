import { randomInt } from 'node:crypto';
import { badRequest, notFound, tooManyRequests } from '../../core/http/api-error.ts';
import { arrayPage } from '../../core/http/array-page.ts';
import { group } from '../../core/http/operation-group.ts';
import { cursorPage } from '../../core/http/paging.ts';
import { newDashedId } from '../../core/ids.ts';
import { MAX_QUEUED_FINE_TUNING_JOBS } from '../../core/limits.ts';
import { deployTunedModel } from '../deployments/deployment-operations.ts';
import { projectFiles } from '../files/file-store.ts';
import { checkRequest } from './check-job-request.ts';
import { tuningSettings } from './fine-tuning-settings.ts';
import { fineTuningScenario, outcomesOf } from './job/fine-tuning-scenario.ts';
import { hasEnded, type TuningJob, tuningJobs } from './job/job.ts';
import type { JobRequest } from './job/job-request.ts';
import { openJobRunner } from './job-runner.ts';
import { cancelled, created, paused } from './job-transitions.ts';
import { modelName } from './models.ts';
import { planFor, showJob } from './show-job.ts';
import { checkpointsOf, eventsOf } from './simulation/training-events.ts';

interface Bodies {
  FineTuning_CreateFineTuningJob: JobRequest;
}

/** Suggested wait of a client with too many queued jobs, about the time until one of them starts. */
const QUEUE_WAIT_MS = 60_000;

/** Fine-tuning jobs. The files are validated; the training is simulated, which each job states. */
export const fineTuning = group<Bodies>('Fine-tuning', (project) => {
  const { store, clock, scenarios } = project;
  const fileStore = projectFiles(project);
  const settings = tuningSettings(project.settings);
  const drawOutcome = outcomesOf(() => scenarios.current(fineTuningScenario));
  const jobs = tuningJobs(store);
  const deploy = ({ modelName: name, model }: TuningJob) => deployTunedModel(store, name, model);
  const jobRunner = openJobRunner(project, jobs, settings, deploy);

  const show = (job: TuningJob) => showJob(job, settings, clock.now());
  const existing = (id: string): TuningJob => {
    const job = jobs.get(id);
    if (!job) throw notFound(`There is no fine-tuning job ${id}.`, 'fine_tuning_job_id');
    return job;
  };
  const inPhase = (id: string, allowed: (job: TuningJob) => boolean, can: string): TuningJob => {
    const job = existing(id);
    if (allowed(job)) return job;
    throw badRequest(`The job ${id} is ${job.phase}; only ${can}.`, 'fine_tuning_job_id');
  };

  const create = (request: JobRequest): TuningJob => {
    const waiting = jobs.count({ phase: 'queued' }) + jobs.count({ phase: 'validating' });
    if (waiting >= MAX_QUEUED_FINE_TUNING_JOBS) {
      throw tooManyRequests(`There are ${waiting} fine-tuning jobs waiting, the most there may be.`, QUEUE_WAIT_MS);
    }
    const isTuned = (model: string) => jobs.count({ tuned: model }) > 0;
    const { name: method, settings: own } = checkRequest(request, {
      fileStore,
      isTuned,
      moreModels: settings.moreModels,
    });
    const { model, suffix, integrations, method: givenMethod } = request;
    const id = newDashedId('ftjob');
    return created({
      id,
      createdAt: clock.now(),
      model,
      modelName: modelName(model, { owner: project.name, suffix: suffix ?? '', id }),
      trainingFile: request.training_file,
      validationFile: request.validation_file ?? null,
      method,
      hyperparameters: own.hyperparameters ?? {},
      seed: request.seed ?? randomInt(2 ** 31),
      metadata: request.metadata ?? null,
      outcome: drawOutcome(request),
      ...(givenMethod ? { givenMethod } : {}),
      ...(suffix ? { suffix } : {}),
      ...(integrations ? { integrations } : {}),
    });
  };

  return {
    FineTuning_CreateFineTuningJob: ({ body }) => show(jobRunner.keep(create(body))),
    FineTuning_ListPaginatedFineTuningJobs: ({ query }) => cursorPage(jobs, query, {}, show),
    FineTuning_RetrieveFineTuningJob: ({ params }) => show(existing(params.fine_tuning_job_id)),
    FineTuning_CancelFineTuningJob: ({ params }) => {
      const job = inPhase(
        params.fine_tuning_job_id,
        (one) => !hasEnded(one),
        'a job that has not ended can be cancelled',
      );
      return show(jobRunner.keep(cancelled(job, clock.now())));
    },
    FineTuning_PauseFineTuningJob: ({ params }) => {
      const job = inPhase(params.fine_tuning_job_id, ({ phase }) => phase === 'running', 'a running job can be paused');
      return show(jobRunner.keep(paused(job, clock.now())));
    },
    FineTuning_ResumeFineTuningJob: ({ params }) => {
      const job = inPhase(params.fine_tuning_job_id, ({ phase }) => phase === 'paused', 'a paused job can be resumed');
      return show(jobRunner.keep({ ...job, phase: 'queued' }));
    },
    FineTuning_ListFineTuningJobCheckpoints: ({ params, query }) => {
      const job = existing(params.fine_tuning_job_id);
      const plan = planFor(job, settings);
      return arrayPage(plan ? checkpointsOf(job, plan, clock.now()) : [], query);
    },
    FineTuning_ListFineTuningEvents: ({ params, query }) => {
      const job = existing(params.fine_tuning_job_id);
      return arrayPage(eventsOf(job, planFor(job, settings), clock.now()), query);
    },
  };
});
