import { operations } from '../shapes/operation.ts';
import { cursor } from '../shapes/paging-query.ts';

export const memoryStores = operations(
  { api: 'foundry', group: 'Memory stores', errors: 'ApiErrorResponse' },
  {
    MemoryStores_CreateMemoryStore: {
      route: 'POST /memory_stores',
      body: '{ name*: string; definition*: MemoryStoreDefinition; description?: string; metadata?: OpenAI.Metadata }',
      answers: { 200: 'MemoryStoreObject' },
    },
    MemoryStores_ListMemoryStores: {
      route: 'GET /memory_stores',
      query: cursor,
      answers: { 200: 'list<MemoryStoreObject>' },
    },
    MemoryStores_UpdateMemoryStore: {
      route: 'POST /memory_stores/{name}',
      body: '{ description?: string; metadata?: OpenAI.Metadata }',
      answers: { 200: 'MemoryStoreObject' },
    },
    MemoryStores_GetMemoryStore: {
      route: 'GET /memory_stores/{name}',
      answers: { 200: 'MemoryStoreObject' },
    },
    MemoryStores_DeleteMemoryStore: {
      route: 'DELETE /memory_stores/{name}',
      answers: { 200: 'DeleteMemoryStoreResponse' },
    },
    MemoryStores_GetUpdateResult: {
      route: 'GET /memory_stores/{name}/updates/{update_id}',
      answers: { 200: 'MemoryStoreUpdateResponse' },
    },
    MemoryStores_DeleteScopeMemories: {
      route: 'POST /memory_stores/{name}:delete_scope',
      body: '{ scope*: string }',
      answers: { 200: 'MemoryStoreDeleteScopeResponse' },
    },
    MemoryStores_SearchMemories: {
      route: 'POST /memory_stores/{name}:search_memories',
      body: '{ scope*: string; items?: OpenAI.ItemParam[]; options?: MemorySearchOptions; previous_search_id?: string }',
      answers: { 200: 'MemoryStoreSearchResponse' },
    },
    MemoryStores_UpdateMemories: {
      route: 'POST /memory_stores/{name}:update_memories',
      body: '{ scope*: string; items?: OpenAI.ItemParam[]; previous_update_id?: string; update_delay?: integer(>=0) = 300 }',
      answers: { 202: 'MemoryStoreUpdateResponse' },
    },
  },
);

/** Memories one by one, in the released client and not in the reference. */
export const memoryItems = operations(
  { api: 'foundry', beyond: true, group: 'Memory stores', errors: 'ApiErrorResponse' },
  {
    MemoryItems_Create: {
      route: 'POST /memory_stores/{name}/items',
      body: '{ scope*: string; content*: string; kind*: MemoryItemKind }',
      answers: { 200: 'MemoryItem' },
    },
    MemoryItems_Get: {
      route: 'GET /memory_stores/{name}/items/{memory_id}',
      answers: { 200: 'MemoryItem' },
    },
    MemoryItems_Update: {
      route: 'POST /memory_stores/{name}/items/{memory_id}',
      body: '{ content*: string }',
      answers: { 200: 'MemoryItem' },
    },
    MemoryItems_Delete: {
      route: 'DELETE /memory_stores/{name}/items/{memory_id}',
      answers: { 200: '{ object*: "memory_store.item.deleted"; memory_id*: string; deleted*: boolean }' },
    },
    MemoryItems_List: {
      route: 'POST /memory_stores/{name}/items:list',
      query: { ...cursor, kind: 'MemoryItemKind' },
      body: '{ scope*: string }',
      answers: { 200: 'list<MemoryItem>' },
    },
  },
);
