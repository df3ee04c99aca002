import { operations } from '../shapes/operation.ts';

/** Chat completions that are kept (`store: true`). In neither reference, although eval data sources refer to them: as the official client has them. */
export const storedChatCompletions = operations(
  {
    api: 'foundry',
    alsoAt: 'azure-openai',
    shapes: 'azure-openai',
    beyond: true,
    group: 'Stored chat completions',
    errors: 'errorResponse',
  },
  {
    StoredCompletions_List: {
      route: 'GET /openai/chat/completions',
      query: {
        limit: 'integer(1..100) = 20',
        order: '"asc" | "desc" = "asc"',
        after: 'string',
        model: 'string',
      },
      answers: { 200: 'list<createChatCompletionResponse>' },
    },
    StoredCompletions_Get: {
      route: 'GET /openai/chat/completions/{completion_id}',
      answers: { 200: 'createChatCompletionResponse' },
    },
    StoredCompletions_Update: {
      route: 'POST /openai/chat/completions/{completion_id}',
      body: 'updateStoredCompletionRequest',
      answers: { 200: 'createChatCompletionResponse' },
    },
    StoredCompletions_Delete: {
      route: 'DELETE /openai/chat/completions/{completion_id}',
      answers: { 200: 'deletedStoredCompletion' },
    },
    StoredCompletions_ListMessages: {
      route: 'GET /openai/chat/completions/{completion_id}/messages',
      query: { limit: 'integer(1..100) = 20', order: '"asc" | "desc" = "asc"', after: 'string' },
      answers: { 200: 'list<storedCompletionMessage>' },
    },
  },
);
