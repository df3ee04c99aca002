import { type JsonSchema, resolveSchema } from '../../core/json-schema.ts';
import { fitsWithin } from '../contract/schema-check.ts';
import { plainNumber } from './plain-number.ts';
import { plainText } from './plain-text.ts';
import { readable } from './words.ts';

export interface Sources {
  /** What tools gave, by readable names. */
  readonly known: ReadonlyMap<string, unknown>;
  /** What the question says, by the names of the schema. */
  readonly asked: Readonly<Record<string, unknown>>;
  /** The answer in words. */
  readonly text: string;
  readonly now: Date;
}

/** A value, which may be any, null included; or none, where the schema has none that could be found. */
export type Found = { readonly value: unknown } | undefined;

interface Place {
  readonly root: JsonSchema;
  readonly sources: Sources;
  /** Name of the property. */
  readonly name: string;
  /** References on the way here. One that comes a second time is a recursion, and another way is taken where there is one. */
  readonly entered: readonly string[];
}

const MAX_DEPTH = 32;

/** The value that a schema asks for, filled from what is known, otherwise the plainest that fits. */
export function buildValue(root: JsonSchema, sources: Sources): Found {
  return build(root, { root, sources, name: '', entered: ['#'] }, 0);
}

function build(raw: JsonSchema, place: Place, depth: number): Found {
  const { $ref } = raw;
  if (depth > MAX_DEPTH || ($ref !== undefined && place.entered.includes($ref))) return undefined;
  const here = $ref === undefined ? place : { ...place, entered: [...place.entered, $ref] };
  const schema = resolveSchema(raw, place.root);
  const given = givenValue(schema, here);
  if (given) return given;
  if (schema.const !== undefined) return { value: schema.const };
  const fits = (value: unknown) => fitsWithin(place.root, schema, value);
  if (schema.enum) return first(schema.enum, fits);
  const variants = schema.anyOf ?? schema.oneOf;
  if (variants) return variantOf(schema, variants, here, depth, fits);
  for (const type of typesIn(schema)) {
    const found = ofType(type, schema, here, depth, fits);
    if (found) return found;
  }
  return undefined;
}

/** What is known of a property of this name, if it fits. */
function givenValue(schema: JsonSchema, { root, sources: { known, asked }, name }: Place): Found {
  if (name === '') return undefined;
  const candidates = [known.get(readable(name)), Object.hasOwn(asked, name) ? asked[name] : undefined, schema.default];
  return first(
    candidates.filter((value) => value !== undefined),
    (value) => fitsWithin(root, schema, value),
  );
}

/** The first of several schemas that leads to a value; with `oneOf`, one that the others do not take. */
function variantOf(
  { anyOf: _any, oneOf: _one, ...own }: JsonSchema,
  variants: readonly JsonSchema[],
  place: Place,
  depth: number,
  fits: (value: unknown) => boolean,
): Found {
  for (const variant of variants) {
    const { $ref } = variant;
    if ($ref !== undefined && place.entered.includes($ref)) continue;
    const entered = $ref === undefined ? place.entered : [...place.entered, $ref];
    const merged = { ...own, ...resolveSchema(variant, place.root) };
    const found = build(merged, { ...place, entered }, depth + 1);
    if (found && fits(found.value)) return found;
  }
  return undefined;
}

/** Types in the order of the schema, saying nothing last. */
function typesIn(schema: JsonSchema): string[] {
  const types = schema.type === undefined ? [] : [schema.type].flat();
  if (types.length === 0) return [schema.properties ? 'object' : schema.items ? 'array' : 'string'];
  return [...types.filter((type) => type !== 'null'), ...types.filter((type) => type === 'null')];
}

function ofType(
  type: string,
  schema: JsonSchema,
  place: Place,
  depth: number,
  fits: (value: unknown) => boolean,
): Found {
  const { text, now } = place.sources;
  switch (type) {
    case 'object':
      return buildObject(schema, place, depth);
    case 'array':
      return buildArray(schema, place, depth);
    case 'integer':
    case 'number':
      return first(plainNumber(schema), fits);
    case 'boolean':
      return first([false, true], fits);
    case 'null':
      return { value: null };
    default:
      return first(plainText(schema, text, now), fits);
  }
}

function buildObject(schema: JsonSchema, place: Place, depth: number): Found {
  const required = new Set(schema.required ?? Object.keys(schema.properties ?? {}));
  const object: Record<string, unknown> = {};
  for (const name of required) {
    const found = build(schema.properties?.[name] ?? {}, { ...place, name }, depth + 1);
    if (found) object[name] = found.value;
    else if (schema.required?.includes(name)) return undefined;
  }
  return { value: object };
}

/** As few items as may be: nothing says that there are any. */
function buildArray(schema: JsonSchema, place: Place, depth: number): Found {
  const items: unknown[] = [];
  for (let at = 0; at < (schema.minItems ?? 0); at++) {
    const found = build(schema.items ?? {}, place, depth + 1);
    if (!found) return undefined;
    items.push(found.value);
  }
  return { value: items };
}

function first(candidates: Iterable<unknown>, fits: (value: unknown) => boolean): Found {
  for (const value of candidates) if (fits(value)) return { value };
  return undefined;
}
