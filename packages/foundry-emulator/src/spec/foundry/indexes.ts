import { operations } from '../shapes/operation.ts';

export const indexes = operations(
  { api: 'foundry', group: 'Indexes', errors: 'Azure.Core.Foundations.ErrorResponse' },
  {
    Indexes_ListLatest: {
      route: 'GET /indexes',
      answers: { 200: 'PagedIndex' },
    },
    Indexes_ListVersions: {
      route: 'GET /indexes/{name}/versions',
      answers: { 200: 'PagedIndex' },
    },
    Indexes_GetVersion: {
      route: 'GET /indexes/{name}/versions/{version}',
      answers: { 200: 'Index' },
    },
    Indexes_DeleteVersion: {
      route: 'DELETE /indexes/{name}/versions/{version}',
      answers: { 204: null },
    },
    Indexes_CreateOrUpdateVersion: {
      route: 'PATCH /indexes/{name}/versions/{version}',
      body: 'IndexUpdate',
      media: 'application/merge-patch+json',
      answers: { 200: 'Index', 201: 'Index' },
    },
  },
);
