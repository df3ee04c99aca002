import { operations } from '../shapes/operation.ts';

export const evaluationRules = operations(
  { api: 'foundry', group: 'Evaluation rules', errors: 'Azure.Core.Foundations.ErrorResponse' },
  {
    EvaluationRules_List: {
      route: 'GET /evaluationrules',
      query: { actionType: 'EvaluationRuleActionType', agentName: 'string', enabled: 'boolean' },
      answers: { 200: 'PagedEvaluationRule' },
    },
    EvaluationRules_Get: {
      route: 'GET /evaluationrules/{id}',
      answers: { 200: 'EvaluationRule' },
    },
    EvaluationRules_Delete: {
      route: 'DELETE /evaluationrules/{id}',
      answers: { 204: null },
    },
    EvaluationRules_CreateOrUpdate: {
      route: 'PUT /evaluationrules/{id}',
      body: 'EvaluationRule',
      answers: { 200: 'EvaluationRule', 201: 'EvaluationRule' },
    },
  },
);
