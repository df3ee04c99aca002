import { operations } from '../operation.ts';
import { cursor } from '../query.ts';

export const runSteps = operations(
  { api: 'azure-openai', alsoAt: 'foundry', group: 'Run steps', errors: 'errorResponse' },
  {
    List_Run_Steps: {
      route: 'GET /openai/threads/{thread_id}/runs/{run_id}/steps',
      query: cursor,
      answers: { 200: 'listRunStepsResponse' },
    },
    Get_Run_Step: {
      route: 'GET /openai/threads/{thread_id}/runs/{run_id}/steps/{step_id}',
      answers: { 200: 'runStepObject' },
    },
  },
);
