import { badRequest } from '../../frame/api-error.ts';
import { group } from '../../frame/group.ts';
import { newId } from '../../frame/ids.ts';
import { continuationPage } from '../../frame/paging.ts';
import { Range } from '../../red-teams/range.ts';
import { type RedTeamRequest, redTeamCollections } from '../../red-teams/red-team.ts';
import { deploymentsOf } from '../deployments/deployments.ts';

interface Bodies {
  RedTeams_Create: RedTeamRequest & { readonly id?: unknown; readonly status?: unknown };
}

/** Red teams: attacks that are really sent to a model, and judged by rules. */
export const redTeams = group<Bodies>('Red teams', (world) => {
  const kept = redTeamCollections(world.store);
  const range = new Range(world, kept);

  return {
    RedTeams_List: ({ url }) => continuationPage(kept.runs, url, { order: 'desc' }),
    RedTeams_Get: ({ params }) => kept.runs.get(params.name),
    RedTeams_Create: ({ body: { id: _id, status: _status, ...request } }) => {
      const model = request.target.modelDeploymentName;
      // A model of a connection is named `connection/deployment`: there is none here to ask.
      if (!deploymentsOf(world.store).get(model)) {
        throw badRequest(`The model "${model}" is not deployed in this project.`, 'target.modelDeploymentName');
      }
      const given = Object.fromEntries(Object.entries(request).filter(([, value]) => value !== null)) as typeof request;
      const run = kept.runs.put({ ...given, id: newId('redteam'), status: 'NotStarted' }).object;
      range.take(run.id);
      return run;
    },
  };
});
