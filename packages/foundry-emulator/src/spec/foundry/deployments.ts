import { operations } from '../shapes/operation.ts';

export const deployments = operations(
  { api: 'foundry', group: 'Deployments', errors: 'Azure.Core.Foundations.ErrorResponse' },
  {
    Deployments_List: {
      route: 'GET /deployments',
      query: { modelPublisher: 'string', modelName: 'string', deploymentType: 'DeploymentType' },
      answers: { 200: 'PagedDeployment' },
    },
    Deployments_Get: {
      route: 'GET /deployments/{name}',
      answers: { 200: 'Deployment' },
    },
  },
);
