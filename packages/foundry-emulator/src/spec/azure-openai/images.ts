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

/** Edits of images, which api-versions of 2025 have. In neither reference. */
export const imageEdits = operations(
  { api: 'azure-openai', group: 'Images', errors: 'dalleErrorResponse', beyond: true },
  {
    ImageEdits_Create: {
      route: 'POST /openai/deployments/{deployment-id}/images/edits',
      body: 'imageEditRequest',
      media: 'multipart/form-data',
      answers: { 200: 'imagesResponseV1' },
      events: 'imageStreamEvent',
    },
  },
);
