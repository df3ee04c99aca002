import { operations } from '../shapes/operation.ts';

export const completions = operations(
  { api: 'azure-openai', group: 'Completions', errors: 'errorResponse' },
  {
    Completions_Create: {
      route: 'POST /openai/deployments/{deployment-id}/completions',
      body: 'createCompletionRequest',
      answers: { 200: 'createCompletionResponse' },
      events: 'createCompletionResponse',
    },
  },
);
