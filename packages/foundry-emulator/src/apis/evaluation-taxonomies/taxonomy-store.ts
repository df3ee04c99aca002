import type { Collection, Store } from '../../core/store/store.ts';
import type { Taxonomy } from './taxonomy.ts';

export const taxonomyCollection = (store: Store): Collection<Taxonomy> =>
  store.collection<Taxonomy>({
    name: 'evaluationTaxonomies',
    key: ({ name }) => name,
    indexes: {
      inputName: ({ taxonomyInput }) => taxonomyInput.target?.name,
      inputType: ({ taxonomyInput }) => taxonomyInput.type,
    },
  });
