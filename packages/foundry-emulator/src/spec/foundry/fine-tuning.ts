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
