import { operations } from '../shapes/operation.ts';

/** In neither reference, although both refer to files: as the official client has them. */
export const files = operations(
  { api: 'foundry', alsoAt: 'azure-openai', beyond: true, group: 'Files', errors: 'ApiErrorResponse' },
  {
    Files_UploadFile: {
      route: 'POST /openai/files',
      media: 'multipart/form-data',
      answers: { 200: 'FileObject' },
    },
    Files_ListFiles: {
      route: 'GET /openai/files',
      query: {
        limit: 'integer(1..10000) = 10000',
        order: '"asc" | "desc" = "desc"',
        after: 'string',
        purpose: 'string',
      },
      answers: { 200: 'list<FileObject>' },
    },
    Files_GetFile: {
      route: 'GET /openai/files/{file_id}',
      answers: { 200: 'FileObject' },
    },
    Files_GetFileContent: {
      route: 'GET /openai/files/{file_id}/content',
      answers: { 200: 'string' },
    },
    Files_DeleteFile: {
      route: 'DELETE /openai/files/{file_id}',
      answers: { 200: 'FileDeleted' },
    },
  },
);
