import { isRecord, type JsonSchema, resolveSchema, typesOf } from '../json-schema.ts';
import type { ModelFormat } from '../model.ts';
import { fillArguments } from './fill-arguments.ts';
import { fits } from './schema-check.ts';
import { parse } from './word-result.ts';
import { readable } from './words.ts';

export interface Answer {
  /** The answer in words. */
  text: string;
  question: string;
  /** What the tools gave for it. */
  outputs: string[];
}

const MAX_DEPTH = 8;

/** Puts an answer into the form the request demands: JSON that fits the schema, filled from tool results and question. */
export function structuredAnswer(format: ModelFormat, answer: Answer, now: Date): string {
  if (format.type === 'text') return answer.text;
  const data = answer.outputs.map(parse).filter(isRecord);
  if (format.type === 'json_object') return JSON.stringify(data.length === 1 ? data[0] : { answer: answer.text });
  const known = new Map(data.flatMap(flatten));
  // The question fills only what it plainly says; whatever is open is told in the words of the answer.
  const asked = fillArguments({ ...format.schema, required: [] }, answer.question, now).sets[0] ?? {};
  const built = build(format.schema, format.schema, { known, asked, text: answer.text }, '', 0);
  // Knowledge that does not fit gives way to the plainest value that does.
  const plain = build(format.schema, format.schema, { known: new Map(), asked: {}, text: answer.text }, '', 0);
  return JSON.stringify(fits(format.schema, built) ? built : plain);
}

interface Sources {
  known: Map<string, unknown>;
  asked: Record<string, unknown>;
  text: string;
}

function build(raw: JsonSchema, root: JsonSchema, sources: Sources, name: string, depth: number): unknown {
  const schema = firstVariant(resolveSchema(raw, root), root);
  if (schema.const !== undefined) return schema.const;
  const candidates = [sources.known.get(readable(name)), sources.asked[name], schema.default];
  const given =
    name === ''
      ? undefined
      : candidates.find((value) => value !== undefined && fits({ ...schema, $defs: root.$defs ?? {} }, value));
  if (given !== undefined) return given;
  if (schema.enum) return schema.enum[0];
  switch (typesOf(schema)[0]) {
    case 'object':
      return depth >= MAX_DEPTH ? {} : buildObject(schema, root, sources, depth);
    case 'array':
      return Array.from({ length: schema.minItems ?? 0 }, () =>
        build(schema.items ?? {}, root, sources, name, depth + 1),
      );
    case 'integer':
    case 'number':
      return schema.minimum ?? (schema.maximum !== undefined && schema.maximum < 0 ? schema.maximum : 0);
    case 'boolean':
      return false;
    default:
      return schema.type === 'null' ? null : plainString(schema, sources.text);
  }
}

function buildObject(schema: JsonSchema, root: JsonSchema, sources: Sources, depth: number): Record<string, unknown> {
  const names = schema.required ?? Object.keys(schema.properties ?? {});
  return Object.fromEntries(
    names.map((name) => [name, build(schema.properties?.[name] ?? {}, root, sources, name, depth + 1)]),
  );
}

/** The words of the answer serve for any string that takes them. */
const plainString = (schema: JsonSchema, text: string) => (fits(schema, text) ? text : '');

const firstVariant = (schema: JsonSchema, root: JsonSchema): JsonSchema => {
  const chosen = (schema.anyOf ?? schema.oneOf)?.[0];
  return chosen ? resolveSchema(chosen, root) : schema;
};

/** Every value of a tool's result under its readable name, nested ones too; the outer one wins. */
function flatten(data: Record<string, unknown>): [string, unknown][] {
  const own = Object.entries(data).map(([name, value]): [string, unknown] => [readable(name), value]);
  return [...Object.values(data).filter(isRecord).flatMap(flatten), ...own];
}
