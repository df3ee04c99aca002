import { operations } from '../shapes/operation.ts';
import { cursor } from '../shapes/paging-query.ts';

export const messages = operations(
  { api: 'azure-openai', alsoAt: 'foundry', group: 'Messages', errors: 'errorResponse' },
  {
    List_Messages: {
      route: 'GET /openai/threads/{thread_id}/messages',
      query: { ...cursor, run_id: 'string' },
      answers: { 200: 'listMessagesResponse' },
    },
    Create_Message: {
      route: 'POST /openai/threads/{thread_id}/messages',
      body: 'createMessageRequest',
      answers: { 200: 'messageObject' },
    },
    Get_Message: {
      route: 'GET /openai/threads/{thread_id}/messages/{message_id}',
      answers: { 200: 'messageObject' },
    },
    Modify_Message: {
      route: 'POST /openai/threads/{thread_id}/messages/{message_id}',
      body: 'modifyMessageRequest',
      answers: { 200: 'messageObject' },
    },
  },
);
