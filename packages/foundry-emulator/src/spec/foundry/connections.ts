import { operations } from '../shapes/operation.ts';

export const connections = operations(
  { api: 'foundry', group: 'Connections', errors: 'Azure.Core.Foundations.ErrorResponse' },
  {
    Connections_List: {
      route: 'GET /connections',
      query: { connectionType: 'ConnectionType', defaultConnection: 'boolean' },
      answers: { 200: 'PagedConnection' },
    },
    Connections_Get: {
      route: 'GET /connections/{name}',
      answers: { 200: 'Connection' },
    },
    Connections_GetWithCredentials: {
      route: 'POST /connections/{name}/getConnectionWithCredentials',
      answers: { 200: 'Connection' },
    },
  },
);
