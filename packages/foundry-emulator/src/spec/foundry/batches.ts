import { operations } from '../shapes/operation.ts';

/** Batches of requests in a file. In neither reference: as the official client and Azure OpenAI 2024-10-21 have them. */
export const batches = operations(
  { api: 'foundry', alsoAt: 'azure-openai', beyond: true, group: 'Batches', errors: 'ApiErrorResponse' },
  {
    Batches_Create: {
      route: 'POST /openai/batches',
      body: 'CreateBatch',
      answers: { 200: 'BatchObject' },
    },
    Batches_List: {
      route: 'GET /openai/batches',
      query: { limit: 'integer(1..100) = 20', after: 'string' },
      answers: { 200: 'list<BatchObject>' },
    },
    Batches_Get: {
      route: 'GET /openai/batches/{batch_id}',
      answers: { 200: 'BatchObject' },
    },
    Batches_Cancel: {
      route: 'POST /openai/batches/{batch_id}/cancel',
      answers: { 200: 'BatchObject' },
    },
  },
);
