import type { JsonSchema } from '../../core/json-schema.ts';
import { faultsOf } from '../contract/schema-check.ts';
import { fillObject } from './fill-object.ts';
import { type Clue, findClues, withAsciiDigits } from './find-values.ts';
import { fitOf } from './value-fit.ts';

export interface FilledArguments {
  /** One set of arguments for each subject the text names; the first is the first named. Each fits the schema if none is missing. */
  sets: Record<string, unknown>[];
  /** Names of the required parameters that the text does not give. */
  missing: string[];
}

/** Longer texts are read up to here: a question is not a document, and matching must stay quick. */
const MAX_TEXT = 4_000;

/** Subjects one question may name. */
const MAX_SETS = 16;

/** Fills a tool's arguments from a text by their JSON schema. Never invents: what the text does not say is missing. */
export function fillArguments(schema: JsonSchema, fullText: string, now: Date): FilledArguments {
  const text = withAsciiDigits(fullText.slice(0, MAX_TEXT));
  const clues = findClues(text, now);
  const placed = new Map<string, Clue>();
  const filled = fillObject(schema, { purpose: 'arguments', text, clues, used: [], placed, root: schema });
  const missing = new Set((schema.required ?? []).filter((name) => !(name in filled)));
  for (const name of faultsOf(schema, filled)) {
    // What does not fit is better left out than sent; if it was needed, it is missing.
    delete filled[name];
    if (schema.required?.includes(name)) missing.add(name);
  }
  const others = missing.size > 0 ? [] : otherSubjects(schema, filled, placed, clues, text);
  return { sets: [filled, ...others], missing: [...missing] };
}

/** Returns what a text says of the properties of a schema, however incomplete. */
export function extractValues(schema: JsonSchema, fullText: string, now: Date): Record<string, unknown> {
  const text = withAsciiDigits(fullText.slice(0, MAX_TEXT));
  const clues = findClues(text, now);
  return fillObject(schema, { purpose: 'answer', text, clues, used: [], placed: new Map(), root: schema });
}

/** "orders 1042 and 1043": the same question once more for each further value in a list with the first. */
function otherSubjects(
  schema: JsonSchema,
  filled: Record<string, unknown>,
  placed: Map<string, Clue>,
  clues: Clue[],
  text: string,
): Record<string, unknown>[] {
  for (const name of schema.required ?? []) {
    const first = placed.get(name);
    const property = schema.properties?.[name];
    if (!first || !property) continue;
    const sets: Record<string, unknown>[] = [];
    let last = first;
    for (const clue of clues.filter((other) => other.kind === first.kind && other.start > first.start)) {
      const value = fitOf(clue, name, property)?.value;
      if (value === undefined || !isListed(text.slice(last.end, clue.start))) break;
      const set = { ...filled, [name]: value };
      if (faultsOf(schema, set).length > 0) break;
      sets.push(set);
      last = clue;
    }
    if (sets.length > 0) return sets.slice(0, MAX_SETS - 1);
  }
  return [];
}

/** Whether what stands between two values makes them a list: a comma, "and", with at most two words more ("and in", "and order"). */
const isListed = (between: string) =>
  /^["'”’`]?\s*(?:[,&;/]|\band\b|\bor\b|,\s*(?:and|or)\b)\s*(?:[\p{L}#]+\s+){0,2}["'“‘`#]?$/iu.test(between);
