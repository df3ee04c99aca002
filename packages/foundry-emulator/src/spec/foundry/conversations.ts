import { operations } from '../shapes/operation.ts';
import { cursor } from '../shapes/paging-query.ts';

export const conversations = operations(
  { api: 'foundry', alsoAtV1: 'azure-openai', group: 'Conversations', errors: 'ApiErrorResponse' },
  {
    Conversations_CreateConversation: {
      route: 'POST /openai/conversations',
      body: 'OpenAI.CreateConversationRequest',
      answers: { 200: 'OpenAI.ConversationResource' },
    },
    Conversations_ListConversations: {
      route: 'GET /openai/conversations',
      query: { ...cursor, agent_name: 'string', agent_id: 'string' },
      answers: { 200: 'list<OpenAI.ConversationResource>' },
    },
    Conversations_UpdateConversation: {
      route: 'POST /openai/conversations/{conversation_id}',
      body: 'OpenAI.UpdateConversationRequest',
      answers: { 200: 'OpenAI.ConversationResource' },
    },
    Conversations_GetConversation: {
      route: 'GET /openai/conversations/{conversation_id}',
      answers: { 200: 'OpenAI.ConversationResource' },
    },
    Conversations_DeleteConversation: {
      route: 'DELETE /openai/conversations/{conversation_id}',
      answers: { 200: 'OpenAI.DeletedConversationResource' },
    },
    Conversations_CreateConversationItems: {
      route: 'POST /openai/conversations/{conversation_id}/items',
      query: { include: 'OpenAI.Includable[]' },
      body: '{ items*: OpenAI.ItemParam[](<=20) }',
      answers: { 200: 'OpenAI.ConversationItemList' },
    },
    Conversations_ListConversationItems: {
      route: 'GET /openai/conversations/{conversation_id}/items',
      query: { ...cursor, item_type: 'OpenAI.ItemType' },
      answers: { 200: 'list<OpenAI.ItemResource>' },
    },
    Conversations_GetConversationItem: {
      route: 'GET /openai/conversations/{conversation_id}/items/{item_id}',
      answers: { 200: 'OpenAI.ItemResource' },
    },
    Conversations_DeleteConversationItem: {
      route: 'DELETE /openai/conversations/{conversation_id}/items/{item_id}',
      answers: { 200: 'OpenAI.ConversationResource' },
    },
  },
);
