import { operations } from '../shapes/operation.ts';

export const threads = operations(
  { api: 'azure-openai', alsoAt: 'foundry', group: 'Threads', errors: 'errorResponse' },
  {
    Create_Thread: {
      route: 'POST /openai/threads',
      body: 'createThreadRequest',
      answers: { 200: 'threadObject' },
    },
    Get_Thread: {
      route: 'GET /openai/threads/{thread_id}',
      answers: { 200: 'threadObject' },
    },
    Modify_Thread: {
      route: 'POST /openai/threads/{thread_id}',
      body: 'modifyThreadRequest',
      answers: { 200: 'threadObject' },
    },
    Delete_Thread: {
      route: 'DELETE /openai/threads/{thread_id}',
      answers: { 200: 'deleteThreadResponse' },
    },
  },
);
