/** Bounds: of a number's value, a text's length, an array's or map's count. */
export interface Limits {
  readonly min?: number;
  readonly max?: number;
  /** Regular expression a text must match. */
  readonly pattern?: string;
}

export type ScalarType = 'string' | 'integer' | 'number' | 'boolean' | 'object' | 'any' | 'null';

/** The form of a value. */
export type Shape =
  | { readonly kind: 'scalar'; readonly type: ScalarType; readonly limits: Limits }
  | { readonly kind: 'literal'; readonly value: string | number | boolean }
  | { readonly kind: 'array'; readonly items: Shape; readonly limits: Limits }
  | { readonly kind: 'map'; readonly keys: Shape; readonly values: Shape; readonly limits: Limits }
  /** A page of a cursor list. */
  | { readonly kind: 'list'; readonly items: Shape }
  | { readonly kind: 'reference'; readonly name: string }
  | { readonly kind: 'union'; readonly options: readonly Shape[] }
  | { readonly kind: 'object'; readonly fields: readonly Field[] };

/**
 * - `required` (`*`): always there;
 * - `optional` (`?`): may be left out, or null;
 * - `owned` (`!`): the service's own: always in answers, ignored in requests;
 * - `versioned` (`+`): required in requests by the reference, optional in `v1`.
 */
export type Presence = 'required' | 'optional' | 'owned' | 'versioned';

export interface Field {
  readonly name: string;
  readonly presence: Presence;
  readonly shape: Shape;
  /** The value that the service assumes when the field is absent. */
  readonly preset?: string | number | boolean;
}

/** `Name <Base, field=value> [discriminator] { ... }` or `Name [discriminator] = ...`. */
export interface Definition {
  readonly name: string;
  /** It has all the fields of its base, and is the variant of it whose discriminator has this value. */
  readonly base?: { readonly name: string; readonly field: string; readonly value: string };
  /** The field by which its variants, or the options of its union, are told apart. */
  readonly discriminator?: string;
  readonly shape: Shape;
}
