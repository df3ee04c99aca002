import { operations } from '../shapes/operation.ts';
import { cursor } from '../shapes/paging-query.ts';

export const vectorStoreFileBatches = operations(
  { api: 'azure-openai', group: 'Vector store file batches', errors: 'errorResponse' },
  {
    Create_Vector_Store_File_Batch: {
      route: 'POST /openai/vector_stores/{vector_store_id}/file_batches',
      body: 'createVectorStoreFileBatchRequest',
      answers: { 200: 'vectorStoreFileBatchObject' },
    },
    Get_Vector_Store_File_Batch: {
      route: 'GET /openai/vector_stores/{vector_store_id}/file_batches/{batch_id}',
      answers: { 200: 'vectorStoreFileBatchObject' },
    },
    Cancel_Vector_Store_File_Batch: {
      route: 'POST /openai/vector_stores/{vector_store_id}/file_batches/{batch_id}/cancel',
      answers: { 200: 'vectorStoreFileBatchObject' },
    },
    List_Vector_Store_File_Batch_Files: {
      route: 'GET /openai/vector_stores/{vector_store_id}/file_batches/{batch_id}/files',
      query: { ...cursor, filter: '"in_progress" | "completed" | "failed" | "cancelled"' },
      answers: { 200: 'listVectorStoreFilesResponse' },
    },
  },
);
