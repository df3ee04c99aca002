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

/** What of a taxonomy can be changed. */
export interface TaxonomyUpdate {
  readonly taxonomyInput?: TaxonomyInput | null;
  readonly taxonomyCategories?: readonly object[] | null;
  readonly description?: string | null;
  readonly properties?: StringMap | null;
  readonly tags?: StringMap | null;
}

/** A taxonomy as its maker writes it. */
export interface TaxonomyRequest extends TaxonomyUpdate {
  readonly taxonomyInput: TaxonomyInput;
}

/** A taxonomy as it is kept, and as clients see it. */
export interface Taxonomy extends TaxonomyRequest {
  readonly id: string;
  readonly name: string;
  readonly version: string;
}

/** What an update leaves out stays, in the input and its target, too. */
export function updated(known: Taxonomy, { taxonomyInput: input, ...rest }: TaxonomyUpdate): TaxonomyRequest {
  const { taxonomyInput: before } = known;
  const target = input?.target ? { target: { ...before.target, ...withValues(input.target) } } : {};
  return { ...known, ...withValues(rest), taxonomyInput: { ...before, ...withValues(input ?? {}), ...target } };
}
