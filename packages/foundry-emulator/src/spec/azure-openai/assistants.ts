import { operations } from '../shapes/operation.ts';
import { cursor } from '../shapes/paging-query.ts';

export const assistants = operations(
  { api: 'azure-openai', alsoAt: 'foundry', group: 'Assistants', errors: 'errorResponse' },
  {
    List_Assistants: {
      route: 'GET /openai/assistants',
      query: cursor,
      answers: { 200: 'listAssistantsResponse' },
    },
    Create_Assistant: {
      route: 'POST /openai/assistants',
      body: 'createAssistantRequest',
      answers: { 200: 'assistantObject' },
    },
    Get_Assistant: {
      route: 'GET /openai/assistants/{assistant_id}',
      answers: { 200: 'assistantObject' },
    },
    Modify_Assistant: {
      route: 'POST /openai/assistants/{assistant_id}',
      body: 'modifyAssistantRequest',
      answers: { 200: 'assistantObject' },
    },
    Delete_Assistant: {
      route: 'DELETE /openai/assistants/{assistant_id}',
      answers: { 200: 'deleteAssistantResponse' },
    },
  },
);
