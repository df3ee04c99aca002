import { badRequest } from '../../core/http/api-error.ts';
import { group } from '../../core/http/operation-group.ts';
import { continuationPage } from '../../core/http/paging.ts';
import { isRecord } from '../../core/json-schema.ts';
import { Upserted } from '../../core/store/store.ts';
import { withValues } from '../../core/with-values.ts';
import { agentStore } from '../agents/agent-store.ts';
import { assetId } from '../assets/asset-id.ts';
import { generateCategories } from './generated-categories.ts';
import { type TaxonomyRequest, type TaxonomyUpdate, taxonomyCollection, updated } from './taxonomy.ts';

interface Bodies {
  EvaluationTaxonomies_Create: TaxonomyRequest;
  EvaluationTaxonomies_Update: TaxonomyUpdate;
}

/** Taxonomies of prohibited behavior. Their categories are those of the request, or generated from its risks. */
export const evaluationTaxonomies = group<Bodies>('Evaluation taxonomies', ({ store, name: projectName }) => {
  const taxonomies = taxonomyCollection(store);
  const agents = agentStore(store);

  /** Each change increments the version; only the latest version is stored. */
  const put = (name: string, request: TaxonomyRequest) => {
    const version = `${Number(taxonomies.get(name)?.version ?? 0) + 1}`;
    const { taxonomyInput, ...rest } = request;
    const id = assetId(projectName, 'evaluationtaxonomies', name, version);
    return taxonomies.put({ ...withValues(rest), taxonomyInput, id, name, version });
  };

  const agentOf = ({ taxonomyInput: { target } }: TaxonomyRequest) => {
    const { name, version } = target ?? {};
    const found = typeof name === 'string' ? agents.find(name, textOf(version)) : undefined;
    return found && { tools: toolNames(found.definition.tools) };
  };

  return {
    EvaluationTaxonomies_List: ({ url, query: { inputName, inputType } }) =>
      continuationPage(taxonomies, url, { where: { inputName, inputType } }),
    EvaluationTaxonomies_Get: ({ params }) => taxonomies.get(params.name),
    EvaluationTaxonomies_Delete: ({ params }) => taxonomies.delete(params.name),
    EvaluationTaxonomies_Create: ({ params: { name }, body }) => {
      const taxonomyCategories = body.taxonomyCategories ?? generateCategories(body.taxonomyInput, agentOf(body));
      const { object, created } = put(name, taxonomyCategories ? { ...body, taxonomyCategories } : body);
      return new Upserted(object, created);
    },
    EvaluationTaxonomies_Update: ({ params: { name }, body }) => {
      const known = taxonomies.get(name);
      if (!known) return undefined;
      const { type } = known.taxonomyInput;
      if (body.taxonomyInput?.type && body.taxonomyInput.type !== type) {
        throw badRequest(`The taxonomy ${name} is of type ${type}, which cannot be changed.`, 'taxonomyInput.type');
      }
      return put(name, updated(known, body)).object;
    },
  };
});

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** Returns names of functions, and types of the service's tools. */
function toolNames(tools: unknown): string[] {
  if (!Array.isArray(tools)) return [];
  return tools.filter(isRecord).map((tool) => {
    const own = isRecord(tool[`${tool.type}`]) ? tool[`${tool.type}`] : tool;
    const inner = isRecord(own) && isRecord(own.function) ? own.function : own;
    return (isRecord(inner) ? textOf(inner.name) : undefined) ?? `${tool.type}`;
  });
}
