import { operations } from '../shapes/operation.ts';

export const datasets = operations(
  { api: 'foundry', group: 'Datasets', errors: 'Azure.Core.Foundations.ErrorResponse' },
  {
    Datasets_ListLatest: {
      route: 'GET /datasets',
      answers: { 200: 'PagedDatasetVersion' },
    },
    Datasets_ListVersions: {
      route: 'GET /datasets/{name}/versions',
      answers: { 200: 'PagedDatasetVersion' },
    },
    Datasets_GetVersion: {
      route: 'GET /datasets/{name}/versions/{version}',
      answers: { 200: 'DatasetVersion' },
    },
    Datasets_DeleteVersion: {
      route: 'DELETE /datasets/{name}/versions/{version}',
      answers: { 204: null },
    },
    Datasets_CreateOrUpdateVersion: {
      route: 'PATCH /datasets/{name}/versions/{version}',
      body: 'DatasetVersionUpdate',
      media: 'application/merge-patch+json',
      answers: { 200: 'DatasetVersion', 201: 'DatasetVersion' },
    },
    Datasets_GetCredentials: {
      route: 'POST /datasets/{name}/versions/{version}/credentials',
      answers: { 200: 'AssetCredentialResponse' },
    },
    Datasets_StartPendingUploadVersion: {
      route: 'POST /datasets/{name}/versions/{version}/startPendingUpload',
      body: 'PendingUploadRequest',
      answers: { 200: 'PendingUploadResponse' },
    },
  },
);
