import { operations } from '../shapes/operation.ts';

export const evaluationTaxonomies = operations(
  { api: 'foundry', group: 'Evaluation taxonomies', errors: 'Azure.Core.Foundations.ErrorResponse' },
  {
    EvaluationTaxonomies_List: {
      route: 'GET /evaluationtaxonomies',
      query: { inputName: 'string', inputType: 'string' },
      answers: { 200: 'PagedEvaluationTaxonomy' },
    },
    EvaluationTaxonomies_Get: {
      route: 'GET /evaluationtaxonomies/{name}',
      answers: { 200: 'EvaluationTaxonomy' },
    },
    EvaluationTaxonomies_Delete: {
      route: 'DELETE /evaluationtaxonomies/{name}',
      answers: { 204: null },
    },
    EvaluationTaxonomies_Create: {
      route: 'PUT /evaluationtaxonomies/{name}',
      body: 'EvaluationTaxonomyCreateOrUpdate',
      answers: { 200: 'EvaluationTaxonomy', 201: 'EvaluationTaxonomy' },
    },
    EvaluationTaxonomies_Update: {
      route: 'PATCH /evaluationtaxonomies/{name}',
      body: 'EvaluationTaxonomyUpdate',
      answers: { 200: 'EvaluationTaxonomy' },
    },
  },
);
