import { operations } from '../shapes/operation.ts';
import { cursor } from '../shapes/paging-query.ts';

/** Not in the reference: what a step shows beside the usual, as the clients of assistants ask for it. */
const include = { include: 'string[]' } as const;

export const runSteps = operations(
  { api: 'azure-openai', alsoAt: 'foundry', group: 'Run steps', errors: 'errorResponse' },
  {
    List_Run_Steps: {
      route: 'GET /openai/threads/{thread_id}/runs/{run_id}/steps',
      query: { ...cursor, ...include },
      answers: { 200: 'listRunStepsResponse' },
    },
    Get_Run_Step: {
      route: 'GET /openai/threads/{thread_id}/runs/{run_id}/steps/{step_id}',
      query: include,
      answers: { 200: 'runStepObject' },
    },
  },
);
