/** The part of JSON Schema that tools and structured answers are written in. Anything else in it is left alone. */
export interface JsonSchema {
  type?: string | string[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  examples?: unknown[];
  pattern?: string;
  format?: string;
  description?: string;
  title?: string;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
  $ref?: string;
  $defs?: Record<string, JsonSchema>;
  definitions?: Record<string, JsonSchema>;
  [keyword: string]: unknown;
}

const MAX_REFERENCES = 16;

/** Follows local `$ref`s and merges `allOf`, so that the rest of the code meets plain schemas only. */
export function resolveSchema(schema: JsonSchema, root: JsonSchema): JsonSchema {
  let resolved = schema;
  for (let hop = 0; resolved.$ref !== undefined && hop < MAX_REFERENCES; hop++) {
    const { $ref, ...siblings } = resolved;
    resolved = { ...lookUp($ref, root), ...siblings };
  }
  if (!resolved.allOf) return resolved;
  const { allOf, ...own } = resolved;
  return allOf.map((part) => resolveSchema(part, root)).reduce(merge, own);
}

/** The schema's types, `null` left out: nothing here ever chooses to say nothing. */
export function typesOf(schema: JsonSchema): string[] {
  const types = schema.type === undefined ? [] : [schema.type].flat();
  if (types.length === 0 && schema.properties) return ['object'];
  return types.filter((type) => type !== 'null');
}

function lookUp(reference: string, root: JsonSchema): JsonSchema {
  if (reference === '#') return root;
  const path = reference.replace(/^#\//, '').split('/').map(decodePointer);
  let found: unknown = root;
  for (const step of path) found = isRecord(found) ? found[step] : undefined;
  return isRecord(found) ? found : {};
}

const decodePointer = (step: string) => step.replaceAll('~1', '/').replaceAll('~0', '~');

function merge(left: JsonSchema, right: JsonSchema): JsonSchema {
  return {
    ...left,
    ...right,
    ...(left.properties || right.properties ? { properties: { ...left.properties, ...right.properties } } : {}),
    ...(left.required || right.required ? { required: [...(left.required ?? []), ...(right.required ?? [])] } : {}),
  };
}

/** A plain object, not an array and not null. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
