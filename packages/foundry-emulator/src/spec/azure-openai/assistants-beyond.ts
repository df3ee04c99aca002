import { operations } from '../shapes/operation.ts';
import { cursor } from '../shapes/paging-query.ts';

/** In neither reference, though the 2024 one has schemas for both: as the clients of classic agents call them. */
export const classicAgentOperations = operations(
  { api: 'azure-openai', alsoAt: 'foundry', beyond: true, group: 'Assistants beyond', errors: 'errorResponse' },
  {
    List_Threads: {
      route: 'GET /openai/threads',
      query: cursor,
      answers: { 200: 'list<threadObject>' },
    },
    Delete_Message: {
      route: 'DELETE /openai/threads/{thread_id}/messages/{message_id}',
      answers: { 200: 'deleteMessageResponse' },
    },
  },
);
