import { operations } from '../shapes/operation.ts';

/** Files that are uploaded in parts. In neither reference: as the official client has them. */
export const uploads = operations(
  { api: 'foundry', alsoAt: 'azure-openai', beyond: true, group: 'Uploads', errors: 'ApiErrorResponse' },
  {
    Uploads_Create: {
      route: 'POST /openai/uploads',
      body: 'CreateUpload',
      answers: { 200: 'Upload' },
    },
    Uploads_AddPart: {
      route: 'POST /openai/uploads/{upload_id}/parts',
      media: 'multipart/form-data',
      answers: { 200: 'UploadPart' },
    },
    Uploads_Complete: {
      route: 'POST /openai/uploads/{upload_id}/complete',
      body: 'CompleteUpload',
      answers: { 200: 'Upload' },
    },
    Uploads_Cancel: {
      route: 'POST /openai/uploads/{upload_id}/cancel',
      answers: { 200: 'Upload' },
    },
  },
);
