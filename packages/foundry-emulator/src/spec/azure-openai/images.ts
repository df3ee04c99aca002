import { operations } from '../shapes/operation.ts';

export const images = operations(
  { api: 'azure-openai', group: 'Images', errors: 'dalleErrorResponse' },
  {
    ImageGenerations_Create: {
      route: 'POST /openai/deployments/{deployment-id}/images/generations',
      body: 'imageGenerationsRequest',
      answers: { 200: 'generateImagesResponse' },
    },
  },
);
