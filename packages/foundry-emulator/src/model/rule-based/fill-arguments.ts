import type { JsonSchema } from '../../core/json-schema.ts';
import { faultsOf } from '../contract/schema-check.ts';
import { fillObject } from './fill-object.ts';
import { type FoundValue, findValues, withAsciiDigits } from './find-values.ts';
import { valueFit } from './value-fit.ts';

export interface FilledArguments {
  /** One set of arguments per subject in the text, in order. Each satisfies the schema if nothing is missing. */
  sets: Record<string, unknown>[];
  /** Required parameters that the text does not contain. */
  missing: string[];
}

/** Characters of a text that are read, to keep matching fast. */
const MAX_TEXT = 4_000;

/** Maximum subjects per question. */
const MAX_SETS = 16;

/** Fills a tool's arguments from a text by their JSON schema. Values that the text does not contain are missing, not invented. */
export function fillArguments(schema: JsonSchema, fullText: string, now: Date): FilledArguments {
  const text = withAsciiDigits(fullText.slice(0, MAX_TEXT));
  const candidates = findValues(text, now);
  const placed = new Map<string, FoundValue>();
  const filled = fillObject(schema, { purpose: 'arguments', text, candidates, used: [], placed, root: schema });
  const missing = new Set((schema.required ?? []).filter((name) => !(name in filled)));
  for (const name of faultsOf(schema, filled)) {
    // Values that violate the schema are dropped; required ones become missing.
    delete filled[name];
    if (schema.required?.includes(name)) missing.add(name);
  }
  const others = missing.size > 0 ? [] : otherSubjects(schema, filled, placed, candidates, text);
  return { sets: [filled, ...others], missing: [...missing] };
}

/** Returns what a text says of the properties of a schema, however incomplete. */
export function extractValues(schema: JsonSchema, fullText: string, now: Date): Record<string, unknown> {
  const text = withAsciiDigits(fullText.slice(0, MAX_TEXT));
  const candidates = findValues(text, now);
  return fillObject(schema, { purpose: 'answer', text, candidates, used: [], placed: new Map(), root: schema });
}

/** Returns further argument sets for lists such as "orders 1042 and 1043". */
function otherSubjects(
  schema: JsonSchema,
  filled: Record<string, unknown>,
  placed: Map<string, FoundValue>,
  candidates: FoundValue[],
  text: string,
): Record<string, unknown>[] {
  for (const name of schema.required ?? []) {
    const first = placed.get(name);
    const property = schema.properties?.[name];
    if (!first || !property) continue;
    const sets: Record<string, unknown>[] = [];
    let last = first;
    for (const candidate of candidates.filter((other) => other.kind === first.kind && other.start > first.start)) {
      const value = valueFit(candidate, name, property)?.value;
      if (value === undefined || !isListed(text.slice(last.end, candidate.start))) break;
      const set = { ...filled, [name]: value };
      if (faultsOf(schema, set).length > 0) break;
      sets.push(set);
      last = candidate;
    }
    if (sets.length > 0) return sets.slice(0, MAX_SETS - 1);
  }
  return [];
}

/** True if the text between two values makes them a list: a comma or "and", with at most two more words ("and order"). */
const isListed = (between: string) =>
  /^["'”’`]?\s*(?:[,&;/]|\band\b|\bor\b|,\s*(?:and|or)\b)\s*(?:[\p{L}#]+\s+){0,2}["'“‘`#]?$/iu.test(between);
