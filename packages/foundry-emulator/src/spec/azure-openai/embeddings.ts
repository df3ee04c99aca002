import { operations } from '../shapes/operation.ts';

export const embeddings = operations(
  { api: 'azure-openai', group: 'Embeddings', errors: 'errorResponse' },
  {
    embeddings_create: {
      route: 'POST /openai/deployments/{deployment-id}/embeddings',
      body: 'createEmbeddingRequest',
      answers: { 200: 'createEmbeddingResponse' },
    },
  },
);
