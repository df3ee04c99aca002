import { operations } from '../shapes/operation.ts';
import { jobCursor } from '../shapes/paging-query.ts';

export const fineTuning = operations(
  { api: 'foundry', alsoAt: 'azure-openai', group: 'Fine-tuning', errors: 'ApiErrorResponse' },
  {
    FineTuning_CreateFineTuningJob: {
      route: 'POST /openai/fine-tuning/jobs',
      body: 'OpenAI.CreateFineTuningJobRequest',
      answers: { 200: 'OpenAI.FineTuningJob' },
    },
    FineTuning_ListPaginatedFineTuningJobs: {
      route: 'GET /openai/fine-tuning/jobs',
      query: jobCursor,
      answers: { 200: 'OpenAI.ListPaginatedFineTuningJobsResponse' },
    },
    FineTuning_RetrieveFineTuningJob: {
      route: 'GET /openai/fine-tuning/jobs/{fine_tuning_job_id}',
      answers: { 200: 'OpenAI.FineTuningJob' },
    },
    FineTuning_CancelFineTuningJob: {
      route: 'POST /openai/fine-tuning/jobs/{fine_tuning_job_id}/cancel',
      answers: { 200: 'OpenAI.FineTuningJob' },
    },
    FineTuning_ListFineTuningJobCheckpoints: {
      route: 'GET /openai/fine-tuning/jobs/{fine_tuning_job_id}/checkpoints',
      query: jobCursor,
      answers: { 200: 'OpenAI.ListFineTuningJobCheckpointsResponse' },
    },
    FineTuning_ListFineTuningEvents: {
      route: 'GET /openai/fine-tuning/jobs/{fine_tuning_job_id}/events',
      query: jobCursor,
      answers: { 200: 'OpenAI.ListFineTuningJobEventsResponse' },
    },
    FineTuning_PauseFineTuningJob: {
      route: 'POST /openai/fine-tuning/jobs/{fine_tuning_job_id}/pause',
      answers: { 200: 'OpenAI.FineTuningJob' },
    },
    FineTuning_ResumeFineTuningJob: {
      route: 'POST /openai/fine-tuning/jobs/{fine_tuning_job_id}/resume',
      answers: { 200: 'OpenAI.FineTuningJob' },
    },
  },
);

/** Graders tried on one answer. In neither reference: as the official client has them. */
export const graders = operations(
  { api: 'foundry', alsoAt: 'azure-openai', beyond: true, group: 'Fine-tuning', errors: 'ApiErrorResponse' },
  {
    Graders_Run: {
      route: 'POST /openai/fine-tuning/alpha/graders/run',
      body: 'RunGraderRequest',
      answers: { 200: 'RunGraderResponse' },
    },
    Graders_Validate: {
      route: 'POST /openai/fine-tuning/alpha/graders/validate',
      body: '{ grader*: TuningGrader }',
      answers: { 200: '{ grader*: TuningGrader }' },
    },
  },
);
