import { isRecord, type JsonSchema, resolveSchema, typesOf } from '../../core/json-schema.ts';
import { chooseBoolean, chooseEnum, guessEnum } from './enum-choice.ts';
import type { FoundValue } from './find-values.ts';
import { freeText, wantsWholeText, wantsWords } from './free-text.ts';
import { valueFit } from './value-fit.ts';

/** Input for filling values. Found values that were placed are also in `used`. */
export interface FillContext {
  /**
   * `arguments` of a tool take the whole question where they want words. An `answer` takes only what the text says of a property; the
   * rest is composed from the answer.
   */
  purpose: 'arguments' | 'answer';
  text: string;
  candidates: FoundValue[];
  used: FoundValue[];
  /** Found values by the top-level argument they became. */
  placed: Map<string, FoundValue>;
  root: JsonSchema;
}

/** Minimum scores: optional arguments need clear evidence, required ones accept a guess. */
const REQUIRED_SCORE = 3;
const OPTIONAL_SCORE = 5;
const MAX_DEPTH = 6;

/** Fills an object from the text: certain values first, then the best pairing of found values and parameters, then free text. */
export function fillObject(schema: JsonSchema, material: FillContext, depth = 0): Record<string, unknown> {
  const filled: Record<string, unknown> = {};
  const required = new Set(schema.required ?? []);
  const properties = Object.entries(schema.properties ?? {})
    .map(([name, property]) => ({ name, property: variant(property, material.root), required: required.has(name) }))
    .sort((left, right) => Number(right.required) - Number(left.required));

  for (const { name, property } of properties) {
    const value = certainValue(name, property, material.text);
    if (value !== undefined) filled[name] = value;
  }
  pairValues(
    properties.filter(({ name }) => !(name in filled)),
    material,
    filled,
    depth,
  );
  for (const { name, property, required: needed } of properties) {
    if (name in filled) continue;
    const value = composedValue(name, property, needed, material, depth) ?? property.default;
    if (value !== undefined) filled[name] = value;
  }
  return filled;
}

interface Parameter {
  name: string;
  property: JsonSchema;
  required: boolean;
}

/** Returns the value of a const, enum or boolean, which needs no pairing. */
function certainValue(name: string, schema: JsonSchema, text: string): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum.length === 1 ? schema.enum[0] : chooseEnum(schema.enum, text);
  return typesOf(schema)[0] === 'boolean' ? chooseBoolean(name, text) : undefined;
}

/** Assigns found values to parameters, the best fit first; required parameters win ties. */
function pairValues(
  parameters: Parameter[],
  material: FillContext,
  filled: Record<string, unknown>,
  depth: number,
): void {
  const pairs = parameters.flatMap((parameter) =>
    material.candidates.flatMap((candidate) => {
      const takesText = material.purpose === 'arguments' ? isWhole(parameter) : wantsWords(parameter.name);
      const suits = candidate.kind === 'quoted' || !takesText;
      const fit =
        parameter.property.enum || !suits ? undefined : valueFit(candidate, parameter.name, parameter.property);
      return fit && fit.score >= (parameter.required ? REQUIRED_SCORE : OPTIONAL_SCORE)
        ? [{ parameter, candidate, ...fit }]
        : [];
    }),
  );
  pairs.sort((left, right) => weight(right) - weight(left) || left.candidate.start - right.candidate.start);
  for (const { parameter, candidate, value } of pairs) {
    if (parameter.name in filled || overlapsAny(candidate, material.used)) continue;
    filled[parameter.name] = value;
    material.used.push(candidate);
    if (depth === 0) material.placed.set(parameter.name, candidate);
  }
}

/** True for a required text such as a query, which is the whole question rather than a value of it. */
const isWhole = ({ name, property, required }: Parameter): boolean =>
  required && wantsWholeText(name) && !property.format && !property.pattern && typesOf(property)[0] === 'string';

const weight = ({ parameter, score }: { parameter: Parameter; score: number }) => score + (parameter.required ? 1 : 0);

const overlapsAny = (candidate: FoundValue, others: FoundValue[]) =>
  others.some((other) => candidate.start < other.end && other.start < candidate.end);

/** Returns free text, lists and nested objects from the remaining values. */
function composedValue(
  name: string,
  schema: JsonSchema,
  required: boolean,
  material: FillContext,
  depth: number,
): unknown {
  const type = typesOf(schema)[0];
  if (type === 'array') return fillArray(name, schema, required, material, depth);
  if (type === 'object' && depth < MAX_DEPTH) {
    const inner = fillObject(schema, material, depth + 1);
    return Object.keys(inner).length > 0 || (required && !schema.required?.length) ? inner : undefined;
  }
  if (schema.enum) return material.purpose === 'answer' ? guessEnum(schema.enum, material.text) : undefined;
  const plainText = (type === undefined || type === 'string') && !schema.pattern && !schema.format;
  return plainText
    ? freeText(name, material.text, material.used, required && material.purpose === 'arguments')
    : undefined;
}

function fillArray(
  name: string,
  schema: JsonSchema,
  required: boolean,
  material: FillContext,
  depth: number,
): unknown[] | undefined {
  const items = variant(schema.items ?? { type: 'string' }, material.root);
  if (items.enum) {
    const named = items.enum.filter((value) => chooseEnum([value], material.text) !== undefined);
    return named.length > 0 ? named : undefined;
  }
  if (typesOf(items)[0] === 'object') {
    if (depth >= MAX_DEPTH) return undefined;
    const filled = slicesOf(items, material).map((slice) => fillObject(items, slice, depth + 1));
    const some = filled.filter((one) => isRecord(one) && Object.keys(one).length > 0);
    return some.length > 0 ? some : undefined;
  }
  const singular = name.replace(/ies$/, 'y').replace(/s$/, '');
  const fits = material.candidates
    .filter((candidate) => !overlapsAny(candidate, material.used))
    .map((candidate) => ({ candidate, fit: valueFit(candidate, singular, items) }))
    .filter(({ fit }) => fit !== undefined && fit.score >= (required ? REQUIRED_SCORE : OPTIONAL_SCORE));
  // A list has values of one kind: names or numbers.
  const kind = fits.toSorted((left, right) => (right.fit?.score ?? 0) - (left.fit?.score ?? 0))[0]?.candidate.kind;
  const chosen = fits.filter(({ candidate }) => candidate.kind === kind);
  material.used.push(...chosen.map(({ candidate }) => candidate));
  return chosen.length > 0 ? chosen.map(({ fit }) => fit?.value) : undefined;
}

/**
 * The parts of a text that each describe one object: "Anna is 31, Bob is 27" has two. A part begins at each value of the property that
 * tells the objects apart, which is the first one that values of the text suit.
 */
function slicesOf(items: JsonSchema, material: FillContext): FillContext[] {
  const free = material.candidates.filter(
    (candidate) => candidate.kind !== 'word' && !overlapsAny(candidate, material.used),
  );
  for (const name of items.required ?? Object.keys(items.properties ?? {})) {
    const property = variant(items.properties?.[name] ?? {}, material.root);
    if (property.enum) continue;
    const fits = free.flatMap((candidate) => {
      const fit = valueFit(candidate, name, property);
      return fit && fit.score >= OPTIONAL_SCORE ? [{ candidate, score: fit.score }] : [];
    });
    const best = Math.max(...fits.map(({ score }) => score));
    const starts = fits.filter(({ score }) => score >= best - 2).map(({ candidate }) => candidate.start);
    if (starts.length < 2) continue;
    return starts.map((start, index) => slice(material, index === 0 ? 0 : start, starts[index + 1]));
  }
  return [material];
}

const slice = (material: FillContext, start: number, end = material.text.length): FillContext => ({
  ...material,
  text: material.text.slice(start, end),
  candidates: material.candidates.filter((candidate) => candidate.start >= start && candidate.end <= end),
  used: [],
});

/** The first alternative that is not null is filled. */
function variant(schema: JsonSchema, root: JsonSchema): JsonSchema {
  const resolved = resolveSchema(schema, root);
  const alternatives = resolved.anyOf ?? resolved.oneOf;
  if (!alternatives) return resolved;
  const { anyOf: _any, oneOf: _one, ...own } = resolved;
  const chosen = alternatives.map((each) => resolveSchema(each, root)).find((each) => each.type !== 'null');
  return { ...own, ...chosen };
}
