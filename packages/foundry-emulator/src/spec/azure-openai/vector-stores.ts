import { operations } from '../shapes/operation.ts';
import { cursor } from '../shapes/paging-query.ts';

export const vectorStores = operations(
  { api: 'azure-openai', group: 'Vector stores', errors: 'errorResponse' },
  {
    List_Vector_Stores: {
      route: 'GET /openai/vector_stores',
      query: cursor,
      answers: { 200: 'listVectorStoresResponse' },
    },
    Create_Vector_Store: {
      route: 'POST /openai/vector_stores',
      body: 'createVectorStoreRequest',
      answers: { 200: 'vectorStoreObject' },
    },
    Get_Vector_Store: {
      route: 'GET /openai/vector_stores/{vector_store_id}',
      answers: { 200: 'vectorStoreObject' },
    },
    Modify_Vector_Store: {
      route: 'POST /openai/vector_stores/{vector_store_id}',
      body: 'updateVectorStoreRequest',
      answers: { 200: 'vectorStoreObject' },
    },
    Delete_Vector_Store: {
      route: 'DELETE /openai/vector_stores/{vector_store_id}',
      answers: { 200: 'deleteVectorStoreResponse' },
    },
  },
);
