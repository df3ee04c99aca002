import { operations } from '../shapes/operation.ts';
import { cursor } from '../shapes/paging-query.ts';

const status = { filter: '"in_progress" | "completed" | "failed" | "cancelled"' } as const;

/** Vector stores as the official client calls them on a project, and on either endpoint's `/openai/v1/`: in neither reference. */
export const vectorStores = operations(
  { api: 'foundry', alsoAtV1: 'azure-openai', beyond: true, group: 'Vector stores', errors: 'ApiErrorResponse' },
  {
    VectorStores_List: {
      route: 'GET /openai/vector_stores',
      query: cursor,
      answers: { 200: 'list<VectorStore>' },
    },
    VectorStores_Create: {
      route: 'POST /openai/vector_stores',
      body: 'VectorStoreCreate',
      answers: { 200: 'VectorStore' },
    },
    VectorStores_Get: {
      route: 'GET /openai/vector_stores/{vector_store_id}',
      answers: { 200: 'VectorStore' },
    },
    VectorStores_Update: {
      route: 'POST /openai/vector_stores/{vector_store_id}',
      body: 'VectorStoreUpdate',
      answers: { 200: 'VectorStore' },
    },
    VectorStores_Delete: {
      route: 'DELETE /openai/vector_stores/{vector_store_id}',
      answers: { 200: 'VectorStoreDeleted' },
    },
    VectorStores_Search: {
      route: 'POST /openai/vector_stores/{vector_store_id}/search',
      body: 'VectorStoreSearch',
      answers: { 200: 'VectorStoreSearchResults' },
    },
    VectorStores_ListFiles: {
      route: 'GET /openai/vector_stores/{vector_store_id}/files',
      query: { ...cursor, ...status },
      answers: { 200: 'list<VectorStoreFile>' },
    },
    VectorStores_AttachFile: {
      route: 'POST /openai/vector_stores/{vector_store_id}/files',
      body: 'VectorStoreFileAttach',
      answers: { 200: 'VectorStoreFile' },
    },
    VectorStores_GetFile: {
      route: 'GET /openai/vector_stores/{vector_store_id}/files/{file_id}',
      answers: { 200: 'VectorStoreFile' },
    },
    VectorStores_UpdateFile: {
      route: 'POST /openai/vector_stores/{vector_store_id}/files/{file_id}',
      body: 'VectorStoreFileUpdate',
      answers: { 200: 'VectorStoreFile' },
    },
    VectorStores_DetachFile: {
      route: 'DELETE /openai/vector_stores/{vector_store_id}/files/{file_id}',
      answers: { 200: 'VectorStoreFileDeleted' },
    },
    VectorStores_FileContent: {
      route: 'GET /openai/vector_stores/{vector_store_id}/files/{file_id}/content',
      answers: { 200: 'VectorStoreFileContent' },
    },
    VectorStores_CreateFileBatch: {
      route: 'POST /openai/vector_stores/{vector_store_id}/file_batches',
      body: 'VectorStoreFileBatchCreate',
      answers: { 200: 'VectorStoreFileBatch' },
    },
    VectorStores_GetFileBatch: {
      route: 'GET /openai/vector_stores/{vector_store_id}/file_batches/{batch_id}',
      answers: { 200: 'VectorStoreFileBatch' },
    },
    VectorStores_CancelFileBatch: {
      route: 'POST /openai/vector_stores/{vector_store_id}/file_batches/{batch_id}/cancel',
      answers: { 200: 'VectorStoreFileBatch' },
    },
    VectorStores_ListFileBatchFiles: {
      route: 'GET /openai/vector_stores/{vector_store_id}/file_batches/{batch_id}/files',
      query: { ...cursor, ...status },
      answers: { 200: 'list<VectorStoreFile>' },
    },
  },
);
