import { operations } from '../shapes/operation.ts';
import { cursor } from '../shapes/paging-query.ts';

export const responses = operations(
  { api: 'foundry', alsoAt: 'azure-openai', group: 'Responses', errors: 'ApiErrorResponse' },
  {
    Responses_CreateResponse: {
      route: 'POST /openai/responses',
      body: 'OpenAI.CreateResponse',
      answers: { 200: 'OpenAI.Response' },
      events: 'OpenAI.ResponseStreamEvent',
      versionOptional: true,
    },
    Responses_ListResponses: {
      route: 'GET /openai/responses',
      query: { ...cursor, agent_name: 'string', agent_id: 'string', conversation_id: 'string' },
      answers: { 200: 'list<OpenAI.Response>' },
    },
    Responses_GetResponse: {
      route: 'GET /openai/responses/{response_id}',
      query: { 'include[]': 'OpenAI.Includable[]', stream: 'boolean', starting_after: 'integer' },
      answers: { 200: 'OpenAI.Response' },
      events: 'OpenAI.ResponseStreamEvent',
      versionOptional: true,
    },
    Responses_DeleteResponse: {
      route: 'DELETE /openai/responses/{response_id}',
      answers: { 200: 'DeleteResponseResult' },
    },
    Responses_CancelResponse: {
      route: 'POST /openai/responses/{response_id}/cancel',
      answers: { 200: 'OpenAI.Response' },
    },
    Responses_ListInputItems: {
      route: 'GET /openai/responses/{response_id}/input_items',
      query: cursor,
      answers: { 200: 'list<OpenAI.ItemResource>' },
    },
  },
);

/** In neither the Foundry reference nor Azure OpenAI's of 2024: as the official client has it. */
export const responsesBeyond = operations(
  { api: 'foundry', alsoAt: 'azure-openai', beyond: true, group: 'Responses', errors: 'ApiErrorResponse' },
  {
    Responses_CompactResponse: {
      route: 'POST /openai/responses/compact',
      body: 'OpenAI.CompactResponse',
      answers: { 200: 'OpenAI.CompactedResponse' },
      versionOptional: true,
    },
    Responses_CountInputTokens: {
      route: 'POST /openai/responses/input_tokens',
      body: 'OpenAI.CreateResponse',
      answers: { 200: '{ object*: "response.input_tokens"; input_tokens*: integer }' },
      versionOptional: true,
    },
  },
);
