import { operations } from '../shapes/operation.ts';
import { cursor } from '../shapes/paging-query.ts';

/** Containers of the code interpreter. In neither reference: as the official client has them. */
export const codeContainers = operations(
  { api: 'foundry', alsoAtV1: 'azure-openai', beyond: true, group: 'Containers', errors: 'ApiErrorResponse' },
  {
    Containers_Create: {
      route: 'POST /openai/containers',
      body: 'CreateContainer',
      answers: { 200: 'CodeContainer' },
    },
    Containers_List: {
      route: 'GET /openai/containers',
      query: { ...cursor, name: 'string' },
      answers: { 200: 'list<CodeContainer>' },
    },
    Containers_Get: {
      route: 'GET /openai/containers/{container_id}',
      answers: { 200: 'CodeContainer' },
    },
    Containers_Delete: {
      route: 'DELETE /openai/containers/{container_id}',
      answers: { 200: 'ContainerDeleted' },
    },
    Containers_CreateFile: {
      route: 'POST /openai/containers/{container_id}/files',
      // A file, or JSON with the id of one.
      media: 'multipart/form-data',
      answers: { 200: 'ContainerFile' },
    },
    Containers_ListFiles: {
      route: 'GET /openai/containers/{container_id}/files',
      query: cursor,
      answers: { 200: 'list<ContainerFile>' },
    },
    Containers_GetFile: {
      route: 'GET /openai/containers/{container_id}/files/{file_id}',
      answers: { 200: 'ContainerFile' },
    },
    Containers_GetFileContent: {
      route: 'GET /openai/containers/{container_id}/files/{file_id}/content',
      answers: { 200: 'string' },
    },
    Containers_DeleteFile: {
      route: 'DELETE /openai/containers/{container_id}/files/{file_id}',
      answers: { 200: 'ContainerFileDeleted' },
    },
  },
);
