import { operations } from '../shapes/operation.ts';
import { cursor } from '../shapes/paging-query.ts';

export const runs = operations(
  { api: 'azure-openai', alsoAt: 'foundry', group: 'Runs', errors: 'errorResponse' },
  {
    Create_Thread_And_Run: {
      route: 'POST /openai/threads/runs',
      body: 'createThreadAndRunRequest',
      answers: { 200: 'runObject' },
      events: 'assistantStreamEvent',
    },
    List_Runs: {
      route: 'GET /openai/threads/{thread_id}/runs',
      query: cursor,
      answers: { 200: 'listRunsResponse' },
    },
    Create_Run: {
      route: 'POST /openai/threads/{thread_id}/runs',
      body: 'createRunRequest',
      answers: { 200: 'runObject' },
      events: 'assistantStreamEvent',
    },
    Get_Run: {
      route: 'GET /openai/threads/{thread_id}/runs/{run_id}',
      answers: { 200: 'runObject' },
    },
    Modify_Run: {
      route: 'POST /openai/threads/{thread_id}/runs/{run_id}',
      body: 'modifyRunRequest',
      answers: { 200: 'runObject' },
    },
    Submit_Tool_Outputs_To_Run: {
      route: 'POST /openai/threads/{thread_id}/runs/{run_id}/submit_tool_outputs',
      body: 'submitToolOutputsRunRequest',
      answers: { 200: 'runObject' },
      events: 'assistantStreamEvent',
    },
    Cancel_Run: {
      route: 'POST /openai/threads/{thread_id}/runs/{run_id}/cancel',
      answers: { 200: 'runObject' },
    },
  },
);
