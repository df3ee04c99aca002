import { isRecord, type JsonSchema } from '../../core/json-schema.ts';
import { STRICT_SCHEMA_LIMITS } from '../../core/limits.ts';
import { schemaFault } from './schema-check.ts';

/**
 * Keywords that strict schemas may not use. Azure's guide also excludes lengths, patterns, formats, bounds and numbers of items, which
 * OpenAI's has come to support: they are accepted and obeyed. Source: OpenAI structured outputs guide, "Supported schemas"; Azure OpenAI
 * "Structured outputs".
 */
const UNSUPPORTED = [
  'allOf',
  'oneOf',
  'not',
  'dependentRequired',
  'dependentSchemas',
  'if',
  'then',
  'else',
  'patternProperties',
  'unevaluatedProperties',
  'propertyNames',
  'minProperties',
  'maxProperties',
  'unevaluatedItems',
  'contains',
  'minContains',
  'maxContains',
  'uniqueItems',
];

/** Keywords whose value is a schema. */
const ONE = ['items', 'additionalProperties'];
/** Keywords whose value is a map of schemas. */
const BY_NAME = ['properties', '$defs', 'definitions'];

/** Returns why a schema is invalid, or undefined for a valid one. */
export const formatFault = (schema: JsonSchema, strict: unknown): string | undefined =>
  (strict === true ? strictFault(schema) : undefined) ?? schemaFault(schema);

/** Returns why a schema violates the rules of strict mode, or undefined. Source: OpenAI structured outputs guide. */
export function strictFault(schema: JsonSchema): string | undefined {
  if (schema.anyOf) return "In context=(), the root must be an object and not use 'anyOf'.";
  if (schema.type !== 'object') return `In context=(), the root must have type 'object', but it has '${schema.type}'.`;
  return faultAt(schema, []) ?? sizeFault(schema);
}

function sizeFault(schema: JsonSchema): string | undefined {
  const { properties, levels, enumValues } = sizeOf(schema);
  const most = STRICT_SCHEMA_LIMITS;
  if (properties > most.properties) return `The schema has ${properties} properties; ${most.properties} are allowed.`;
  if (levels > most.levels) return `The schema is nested ${levels} levels deep; ${most.levels} are allowed.`;
  if (enumValues > most.enumValues) return `The schema has ${enumValues} enum values; ${most.enumValues} are allowed.`;
  return undefined;
}

function sizeOf(schema: JsonSchema): { properties: number; levels: number; enumValues: number } {
  const inner = innerSchemas(schema).map(([, part]) => sizeOf(part));
  const sum = (field: 'properties' | 'enumValues') => inner.reduce((all, each) => all + each[field], 0);
  return {
    properties: Object.keys(schema.properties ?? {}).length + sum('properties'),
    levels: Math.max(0, ...inner.map(({ levels }) => levels)) + (isObject(schema) ? 1 : 0),
    enumValues: (schema.enum?.length ?? 0) + sum('enumValues'),
  };
}

function faultAt(schema: JsonSchema, path: readonly string[]): string | undefined {
  const context = `In context=(${path.map((part) => `'${part}'`).join(', ')}),`;
  const unsupported = UNSUPPORTED.find((keyword) => keyword in schema);
  if (unsupported) return `${context} '${unsupported}' is not permitted with strict: true.`;
  if (isObject(schema)) {
    if (schema.additionalProperties !== false)
      return `${context} 'additionalProperties' is required to be supplied and to be false with strict: true.`;
    const missing = Object.keys(schema.properties ?? {}).find((name) => !schema.required?.includes(name));
    if (missing !== undefined)
      return `${context} 'required' must name every key in properties with strict: true. '${missing}' is missing.`;
  }
  for (const [part, inner] of innerSchemas(schema)) {
    const fault = faultAt(inner, [...path, ...part]);
    if (fault) return fault;
  }
  return undefined;
}

const isObject = ({ type, properties }: JsonSchema): boolean =>
  [type].flat().includes('object') || (type === undefined && properties !== undefined);

function innerSchemas(schema: JsonSchema): [readonly string[], JsonSchema][] {
  const single = ONE.flatMap((field): [readonly string[], JsonSchema][] => {
    const inner = schema[field];
    return isRecord(inner) ? [[[field], inner]] : [];
  });
  const named = BY_NAME.flatMap((field) =>
    Object.entries(isRecord(schema[field]) ? schema[field] : {}).flatMap(
      ([name, inner]): [readonly string[], JsonSchema][] => (isRecord(inner) ? [[[field, name], inner]] : []),
    ),
  );
  const variants = (schema.anyOf ?? []).map((inner, index): [readonly string[], JsonSchema] => [
    ['anyOf', `${index}`],
    inner,
  ]);
  return [...single, ...named, ...variants];
}
