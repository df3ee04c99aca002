import type { Collection, Store } from '../../core/store/store.ts';
import { withValues } from '../../core/with-values.ts';

type StringMap = Readonly<Record<string, string>>;

interface Target {
  readonly name?: string | null;
  readonly [field: string]: unknown;
}

export interface TaxonomyInput {
  readonly type: string;
  readonly target?: Target | null;
  readonly [field: string]: unknown;
}

/** Fields of a taxonomy that can be changed. */
export interface TaxonomyUpdate {
  readonly taxonomyInput?: (Partial<TaxonomyInput> & { readonly type?: string | null }) | null;
  readonly taxonomyCategories?: readonly object[] | null;
  readonly description?: string | null;
  readonly properties?: StringMap | null;
  readonly tags?: StringMap | null;
}

/** A taxonomy as clients send it. */
export interface TaxonomyRequest extends TaxonomyUpdate {
  readonly taxonomyInput: TaxonomyInput;
}

/** A taxonomy, as stored and as shown. */
export interface Taxonomy extends TaxonomyRequest {
  readonly id: string;
  readonly name: string;
  readonly version: string;
}

/** Applies an update; fields it omits keep their values, also within the input and its target. */
export function updated(known: Taxonomy, { taxonomyInput: input, ...rest }: TaxonomyUpdate): TaxonomyRequest {
  const { taxonomyInput: before } = known;
  const target = input?.target ? { target: { ...before.target, ...withValues(input.target) } } : {};
  return { ...known, ...withValues(rest), taxonomyInput: { ...before, ...withValues(input ?? {}), ...target } };
}

export const taxonomyCollection = (store: Store): Collection<Taxonomy> =>
  store.collection<Taxonomy>({
    name: 'evaluationTaxonomies',
    key: ({ name }) => name,
    indexes: {
      inputName: ({ taxonomyInput }) => taxonomyInput.target?.name,
      inputType: ({ taxonomyInput }) => taxonomyInput.type,
    },
  });
