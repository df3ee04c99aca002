import { assetId } from '../../assets/asset-id.ts';
import { badRequest } from '../../frame/api-error.ts';
import { group } from '../../frame/group.ts';
import { continuationPage } from '../../frame/paging.ts';
import { withValues } from '../../frame/with-values.ts';
import { Upserted } from '../../store/store.ts';
import { type TaxonomyRequest, type TaxonomyUpdate, updated } from './taxonomy.ts';
import { taxonomyCollection } from './taxonomy-store.ts';

interface Bodies {
  EvaluationTaxonomies_Create: TaxonomyRequest;
  EvaluationTaxonomies_Update: TaxonomyUpdate;
}

/** Taxonomies of what an agent must not do. Their categories are those that are sent: none are thought up here. */
export const evaluationTaxonomies = group<Bodies>('Evaluation taxonomies', ({ store, project }) => {
  const taxonomies = taxonomyCollection(store);

  /** Each change makes a version; the last one is kept. */
  const put = (name: string, request: TaxonomyRequest) => {
    const version = `${Number(taxonomies.get(name)?.version ?? 0) + 1}`;
    const { taxonomyInput, ...rest } = request;
    const id = assetId(project, 'evaluationtaxonomies', name, version);
    return taxonomies.put({ ...withValues(rest), taxonomyInput, id, name, version });
  };

  return {
    EvaluationTaxonomies_List: ({ url, query: { inputName, inputType } }) =>
      continuationPage(taxonomies, url, { where: { inputName, inputType } }),
    EvaluationTaxonomies_Get: ({ params }) => taxonomies.get(params.name),
    EvaluationTaxonomies_Delete: ({ params }) => taxonomies.delete(params.name),
    EvaluationTaxonomies_Create: ({ params: { name }, body }) => {
      const { object, created } = put(name, body);
      return new Upserted(object, created);
    },
    EvaluationTaxonomies_Update: ({ params: { name }, body }) => {
      const known = taxonomies.get(name);
      if (!known) return undefined;
      const { type } = known.taxonomyInput;
      if (body.taxonomyInput && body.taxonomyInput.type !== type) {
        throw badRequest(`The taxonomy ${name} is of type ${type}, which cannot be changed.`, 'taxonomyInput.type');
      }
      return put(name, updated(known, body)).object;
    },
  };
});
