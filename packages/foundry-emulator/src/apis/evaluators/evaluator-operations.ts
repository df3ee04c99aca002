import { badRequest } from '../../core/http/api-error.ts';
import { group } from '../../core/http/operation-group.ts';
import { continuationPage } from '../../core/http/paging.ts';
import { withValues } from '../../core/with-values.ts';
import type { EvaluatorRequest, EvaluatorUpdate } from '../../grading/contract/evaluator.ts';
import { BUILTIN_PREFIX } from './builtin-evaluators.ts';
import { evaluatorStore } from './evaluator-store.ts';

interface Bodies {
  Evaluators_CreateVersion: EvaluatorRequest;
  Evaluators_UpdateVersion: EvaluatorUpdate;
}

interface ListQuery {
  readonly type?: string | undefined;
  readonly limit: number;
}

/** Evaluators by version: those of the service, and those of the project. */
export const evaluators = group<Bodies>('Evaluators', (project) => {
  const kept = evaluatorStore(project);

  const page = (url: URL, { type, limit }: ListQuery, where: object, order: 'asc' | 'desc') =>
    continuationPage(
      kept.versions,
      url,
      { where: { ...where, type: type === 'all' ? undefined : type }, order, limit },
      ({ asset }) => asset,
    );

  return {
    Evaluators_ListLatestVersions: ({ url, query }) => page(url, query, { latest: true }, 'asc'),
    Evaluators_ListVersions: ({ url, query, params }) => page(url, query, { name: params.name }, 'desc'),
    Evaluators_CreateVersion: ({ params, body }) => {
      refuseBuiltin(params.name);
      if (body.evaluator_type === 'builtin') {
        throw badRequest('An evaluator of your own is of the type "custom".', 'evaluator_type');
      }
      return kept.add(params.name, body);
    },
    Evaluators_GetVersion: ({ params }) => kept.get(params.name, params.version),
    Evaluators_DeleteVersion: ({ params }) => {
      refuseBuiltin(params.name);
      kept.remove(params.name, params.version);
    },
    Evaluators_UpdateVersion: ({ params, body }) => {
      refuseBuiltin(params.name);
      const known = kept.get(params.name, params.version);
      if (!known) return undefined;
      const { categories, description, display_name, metadata, tags } = body;
      const changes = withValues({ categories, description, display_name, metadata, tags });
      return kept.put({ ...known, ...changes, modified_at: project.clock.seconds() }).object;
    },
  };
});

function refuseBuiltin(name: string): void {
  if (!name.startsWith(BUILTIN_PREFIX)) return;
  throw badRequest(`Names that begin with "${BUILTIN_PREFIX}" are those of the service's own evaluators.`, 'name');
}
