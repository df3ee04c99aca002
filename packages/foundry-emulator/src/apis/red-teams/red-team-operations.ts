import { badRequest } from '../../core/http/api-error.ts';
import { group } from '../../core/http/operation-group.ts';
import { continuationPage } from '../../core/http/paging.ts';
import { newId } from '../../core/ids.ts';
import { deploymentsOf } from '../deployments/deployment-operations.ts';
import { AttackRunner } from './attack-runner.ts';
import { type RedTeamRequest, redTeamCollections } from './red-team.ts';

interface Bodies {
  RedTeams_Create: RedTeamRequest & { readonly id?: unknown; readonly status?: unknown };
}

/** Red teams: attacks that are sent to a model and judged by rules. */
export const redTeams = group<Bodies>('Red teams', (project) => {
  const kept = redTeamCollections(project.store);
  const range = new AttackRunner(project, kept);

  return {
    RedTeams_List: ({ url }) => continuationPage(kept.runs, url, { order: 'desc' }),
    RedTeams_Get: ({ params }) => kept.runs.get(params.name),
    RedTeams_Create: ({ body: { id: _id, status: _status, ...request } }) => {
      const model = request.target.modelDeploymentName;
      // `connection/deployment` names a model of a connection, which the emulator cannot ask.
      if (!deploymentsOf(project.store).get(model)) {
        throw badRequest(`The model "${model}" is not deployed in this project.`, 'target.modelDeploymentName');
      }
      const given = Object.fromEntries(Object.entries(request).filter(([, value]) => value !== null)) as typeof request;
      const run = kept.runs.put({ ...given, id: newId('redteam'), status: 'NotStarted' }).object;
      range.take(run.id);
      return run;
    },
  };
});
