import { operations } from '../shapes/operation.ts';

export const evaluators = operations(
  { api: 'foundry', group: 'Evaluators', errors: 'Azure.Core.Foundations.ErrorResponse' },
  {
    Evaluators_ListLatestVersions: {
      route: 'GET /evaluators',
      query: { type: '"all" | "custom" | "builtin"', limit: 'integer(1..100) = 20' },
      answers: { 200: 'PagedEvaluatorVersion' },
    },
    Evaluators_ListVersions: {
      route: 'GET /evaluators/{name}/versions',
      query: { type: '"all" | "custom" | "builtin"', limit: 'integer(1..100) = 20' },
      answers: { 200: 'PagedEvaluatorVersion' },
    },
    Evaluators_CreateVersion: {
      route: 'POST /evaluators/{name}/versions',
      body: 'EvaluatorVersionCreate',
      answers: { 201: 'EvaluatorVersion' },
    },
    Evaluators_GetVersion: {
      route: 'GET /evaluators/{name}/versions/{version}',
      answers: { 200: 'EvaluatorVersion' },
    },
    Evaluators_DeleteVersion: {
      route: 'DELETE /evaluators/{name}/versions/{version}',
      answers: { 204: null },
    },
    Evaluators_UpdateVersion: {
      route: 'PATCH /evaluators/{name}/versions/{version}',
      body: 'EvaluatorVersionUpdate',
      answers: { 200: 'EvaluatorVersion' },
    },
  },
);
