import { operations } from '../shapes/operation.ts';

/** Embeddings as the official client calls them on a project, and on either endpoint's `/openai/v1/`: not in this reference. */
export const embeddings = operations(
  { api: 'foundry', alsoAtV1: 'azure-openai', beyond: true, group: 'Embeddings', errors: 'ApiErrorResponse' },
  {
    Embeddings_Create: {
      route: 'POST /openai/embeddings',
      body: 'EmbeddingsCreate',
      answers: { 200: 'EmbeddingsList' },
    },
  },
);
