import { operations } from '../shapes/operation.ts';

export const insights = operations(
  { api: 'foundry', group: 'Insights', errors: 'Azure.Core.Foundations.ErrorResponse' },
  {
    Insights_Generate: {
      route: 'POST /insights',
      body: 'Insight',
      answers: { 201: 'Insight' },
    },
    Insights_List: {
      route: 'GET /insights',
      query: {
        type: 'InsightType',
        evalId: 'string',
        runId: 'string',
        agentName: 'string',
        includeCoordinates: 'boolean = false',
      },
      answers: { 200: 'PagedInsight' },
    },
    Insights_Get: {
      route: 'GET /insights/{id}',
      query: { includeCoordinates: 'boolean = false' },
      answers: { 200: 'Insight' },
    },
  },
);
