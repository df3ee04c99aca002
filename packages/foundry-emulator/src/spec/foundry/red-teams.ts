import { operations } from '../shapes/operation.ts';

export const redTeams = operations(
  { api: 'foundry', group: 'Red teams', errors: 'Azure.Core.Foundations.ErrorResponse' },
  {
    RedTeams_List: {
      route: 'GET /redTeams/runs',
      answers: { 200: 'PagedRedTeam' },
    },
    RedTeams_Get: {
      route: 'GET /redTeams/runs/{name}',
      answers: { 200: 'RedTeam' },
    },
    RedTeams_Create: {
      route: 'POST /redTeams/runs:run',
      body: 'RedTeam',
      answers: { 201: 'RedTeam' },
    },
  },
);
