import { isRecord, type JsonSchema } from '../json-schema.ts';

/**
 * A part of a schema as one of its own: the root it refers to lies in it, among the definitions. So nothing refers to `#` itself, which ajv
 * does not find in schemas that it is not to remember.
 */
export function belowRoot(part: JsonSchema, root: JsonSchema): JsonSchema {
  return { ...moved(part), $defs: { root: moved(root) } };
}

function moved(schema: JsonSchema): JsonSchema {
  return walk(schema) as JsonSchema;
}

function walk(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(walk);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      name === '$ref' && typeof inner === 'string' ? inner.replace(/^#/, '#/$defs/root') : walk(inner),
    ]),
  );
}
