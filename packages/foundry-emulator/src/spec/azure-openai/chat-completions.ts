import { operations } from '../shapes/operation.ts';

export const chatCompletions = operations(
  { api: 'azure-openai', group: 'Chat completions', errors: 'errorResponse' },
  {
    ChatCompletions_Create: {
      route: 'POST /openai/deployments/{deployment-id}/chat/completions',
      body: 'createChatCompletionRequest',
      answers: { 200: 'createChatCompletionResponse' },
      events: 'createChatCompletionStreamResponse',
    },
  },
);
