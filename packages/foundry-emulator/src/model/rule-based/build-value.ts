import { isRecord, type JsonSchema, resolveSchema } from '../../core/json-schema.ts';
import { fitsWithin } from '../contract/schema-check.ts';
import { plainNumber } from './plain-number.ts';
import { plainText } from './plain-text.ts';
import { readable } from './words.ts';

export interface Sources {
  /** Results of tools, by readable names. */
  readonly known: ReadonlyMap<string, unknown>;
  /** Values extracted from the text, in the structure of the schema; incomplete. */
  readonly extracted: unknown;
  /** The text for a string property about which nothing is known; undefined when there is none. */
  readonly textFor: (name: string) => string | undefined;
  /** A text whose words are tried where a pattern or a format must fit. */
  readonly text: string;
  readonly now: Date;
}

/** A value, which may be null; undefined where no value satisfies the schema. */
export type Found = { readonly value: unknown } | undefined;

interface Place {
  readonly root: JsonSchema;
  readonly sources: Sources;
  /** Name of the property. */
  readonly name: string;
  /** Extracted value for this place. */
  readonly extracted: unknown;
  /** References on the way here. A reference that occurs again is a recursion, and another alternative is taken if there is one. */
  readonly entered: readonly string[];
}

const MAX_DEPTH = 32;

/** Returns a value that satisfies a schema: filled from the sources, otherwise the simplest. */
export function buildValue(root: JsonSchema, sources: Sources): Found {
  return build(root, { root, sources, name: '', extracted: sources.extracted, entered: ['#'] }, 0);
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
  if (isUnknown(here) && fits(null)) return { value: null };
  if (schema.enum) return first(schema.enum, fits);
  const variants = schema.anyOf ?? schema.oneOf;
  if (variants) return variantOf(schema, variants, here, depth, fits);
  for (const type of typesIn(schema)) {
    const found = ofType(type, schema, here, depth, fits);
    if (found) return found;
  }
  return undefined;
}

/** True for a named property about which no source says anything. */
const isUnknown = ({ name, extracted, sources }: Place): boolean =>
  name !== '' && extracted === undefined && sources.textFor(name) === undefined;

/** Returns what is known of a property of this name, if it fits. */
function givenValue(schema: JsonSchema, { root, sources: { known }, name, extracted }: Place): Found {
  // A time of day without an offset is meant in UTC: JSON Schema demands an offset.
  const zoned = schema.format === 'time' && typeof extracted === 'string' ? `${extracted}Z` : undefined;
  const candidates = [name === '' ? undefined : known.get(readable(name)), extracted, zoned, schema.default];
  return first(
    candidates.filter((value) => value !== undefined),
    (value) => fitsWithin(root, schema, value),
  );
}

/** Returns the first alternative that leads to a value; with `oneOf`, one that the others do not accept. */
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

/** Types in the order of the schema, null last. */
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
  const { textFor, text, now } = place.sources;
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
      return first(plainText(schema, { own: textFor(place.name), text }, now), fits);
  }
}

function buildObject(schema: JsonSchema, place: Place, depth: number): Found {
  const given = isRecord(place.extracted) ? place.extracted : {};
  const properties = schema.properties ?? {};
  const names = new Set([
    ...(schema.required ?? Object.keys(properties)),
    ...Object.keys(given).filter((name) => Object.hasOwn(properties, name)),
  ]);
  const object: Record<string, unknown> = {};
  for (const name of names) {
    const extracted = Object.hasOwn(given, name) ? given[name] : undefined;
    const found = build(properties[name] ?? {}, { ...place, name, extracted }, depth + 1);
    if (found) object[name] = found.value;
    else if (schema.required?.includes(name)) return undefined;
  }
  return { value: object };
}

/** The items that the text names, each completed, and as many more as the schema demands. */
function buildArray(schema: JsonSchema, place: Place, depth: number): Found {
  const given = Array.isArray(place.extracted) ? place.extracted : [];
  const most = typeof schema.maxItems === 'number' ? schema.maxItems : Number.POSITIVE_INFINITY;
  const count = Math.max(schema.minItems ?? 0, Math.min(given.length, most));
  const items: unknown[] = [];
  for (let at = 0; at < count; at++) {
    const found = build(schema.items ?? {}, { ...place, extracted: given[at] }, depth + 1);
    if (!found) return undefined;
    items.push(found.value);
  }
  return { value: items };
}

function first(candidates: Iterable<unknown>, fits: (value: unknown) => boolean): Found {
  for (const value of candidates) if (fits(value)) return { value };
  return undefined;
}
