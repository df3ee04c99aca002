import { operations } from '../shapes/operation.ts';
import { cursor } from '../shapes/paging-query.ts';

export const vectorStoreFiles = operations(
  { api: 'azure-openai', group: 'Vector store files', errors: 'errorResponse' },
  {
    List_Vector_Store_Files: {
      route: 'GET /openai/vector_stores/{vector_store_id}/files',
      query: { ...cursor, filter: '"in_progress" | "completed" | "failed" | "cancelled"' },
      answers: { 200: 'listVectorStoreFilesResponse' },
    },
    Create_Vector_Store_File: {
      route: 'POST /openai/vector_stores/{vector_store_id}/files',
      body: 'createVectorStoreFileRequest',
      answers: { 200: 'vectorStoreFileObject' },
    },
    Get_Vector_Store_File: {
      route: 'GET /openai/vector_stores/{vector_store_id}/files/{file_id}',
      answers: { 200: 'vectorStoreFileObject' },
    },
    Delete_Vector_Store_File: {
      route: 'DELETE /openai/vector_stores/{vector_store_id}/files/{file_id}',
      answers: { 200: 'deleteVectorStoreFileResponse' },
    },
  },
);
